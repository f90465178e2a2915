package intake

import (
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/licensing"
)

// bothDevices reports whether the same device might be released and moved, which takes two statements.
func bothDevices(c *licensing.Changes) bool { return c != nil && len(c.Remove) > 0 && len(c.Moves) > 0 }

// releaseLicenses removes licenses, and releases the devices that worked by them.
func (w *writer) releaseLicenses(c *licensing.Changes) {
	if c == nil {
		return
	}
	t := db.NewTable(db.UUID("id"), db.Int("at"))
	for _, id := range c.Remove {
		t.Add(id, db.Micros(w.now))
	}
	w.add(t, `
UPDATE devices SET state = 'released', released = n.at, released_by = 'license' FROM {rows}
 WHERE devices.account_id = {account} AND devices.license_id = n.id AND devices.state = 'active'`)
	w.add(t, `
DELETE FROM licenses WHERE account_id = {account} AND id IN (SELECT id FROM {rows})`)
}

// licenses writes licenses, the counts of pools, and whose the devices are after merges.
func (w *writer) licenses(c *licensing.Changes) {
	if c == nil {
		return
	}
	t := db.NewTable(db.UUID("id"), db.UUID("user_id"), db.Text("product"), db.Text("state"), db.UUID("pool_id"),
		db.UUID("wants"), db.UUID("rule_id"),
		db.Bool("direct"), db.Int("devices"), db.Int("asks"), db.Int("priority"), db.Text("why"), db.Text("homes"),
		db.UUID("home"),
		db.Int("requested"), db.Int("granted"), db.Int("until"), db.Text("key_hash"), db.Bool("mail"))
	for _, x := range c.Set {
		t.Add(x.ID, x.UserID, x.Product, string(x.State), x.PoolID, x.Wants, x.RuleID, x.Direct, int64(x.Devices),
			int64(x.Asks), int64(x.Priority),
			string(x.Why), x.Homes, x.Home(), db.MicrosOrZero(x.Requested), db.MicrosOrZero(x.Granted), db.MicrosOrZero(x.Until),
			x.KeyHash, x.Mail)
	}
	w.add(t, `
INSERT INTO licenses (account_id, id, user_id, product, state, pool_id, wants, rule_id, direct, devices, asks, priority,
       why, homes, home,
       requested, granted, until, key_hash, mail)
SELECT {account}, id, user_id, product, state, pool_id, wants, rule_id, direct, devices, asks, priority, why, homes,
       home,
       requested, NULLIF(granted, 0), NULLIF(until, 0), key_hash, mail FROM {rows} WHERE true
    ON CONFLICT (account_id, id) DO UPDATE SET user_id = excluded.user_id, state = excluded.state,
    pool_id = excluded.pool_id,
       wants = excluded.wants, rule_id = excluded.rule_id, direct = excluded.direct, devices = excluded.devices,
       asks = excluded.asks,
       priority = excluded.priority, why = excluded.why, homes = excluded.homes, home = excluded.home,
       requested = excluded.requested,
       granted = excluded.granted, until = excluded.until, mail = excluded.mail`)
	pools := db.NewTable(db.UUID("id"), db.Int("used"), db.Int("waiting"), db.Int("last"), db.Text("settings"),
		db.Int("now"))
	for _, p := range c.Pools {
		pools.Add(p.ID, int64(p.Used), int64(p.Waiting), p.Last, p.Settings, db.Micros(w.now))
	}
	w.add(pools, `
UPDATE pools SET used = pools.used + n.used, waiting = pools.waiting + n.waiting, last = CASE WHEN n.last > pools.last
       THEN n.last ELSE pools.last END,
       settings = COALESCE(n.settings, pools.settings), modified = CASE WHEN n.settings IS NULL THEN pools.modified
       ELSE n.now END
  FROM {rows}
 WHERE pools.account_id = {account} AND pools.id = n.id`)
	w.moveDevices(c.Moves)
}

// moveDevices gives devices to other licenses, and back. Of each license the last move counts.
func (w *writer) moveDevices(moves []licensing.Move) {
	away, back := map[string]string{}, map[string]bool{}
	for _, m := range moves {
		if m.Back {
			back[m.To] = true
			continue
		}
		for from, to := range away {
			if to == m.From {
				away[from] = m.To
			}
		}
		away[m.From] = m.To
	}
	t := db.NewTable(db.UUID("from_id"), db.UUID("to_id"), db.Bool("back"))
	for from, to := range away {
		if !back[from] {
			t.Add(from, to, false)
		}
	}
	for to := range back {
		if away[to] == "" {
			t.Add(to, to, true)
		}
	}
	w.add(t, `
UPDATE devices SET license_id = n.to_id, home_license = CASE WHEN n.back THEN NULL ELSE COALESCE(devices.home_license,
       devices.license_id) END
  FROM {rows}
 WHERE devices.account_id = {account} AND (devices.license_id = n.from_id AND NOT n.back
 OR devices.home_license = n.from_id AND n.back)`)
}

// arranged writes pools that are made or go, and license rules that are made, change or go.
func (w *writer) arranged(c *directory.Changes) {
	pools := db.NewTable(db.UUID("id"), db.Text("name"), db.Text("name_key"), db.Text("settings"), db.Int("now"))
	for _, p := range c.NewPools {
		pools.Add(p.ID, p.Name, directory.NameKeyOf(p.Name), p.Settings.Text(), db.Micros(w.now))
	}
	w.add(pools, `
INSERT INTO pools (account_id, id, name, name_key, settings, created, modified)
SELECT {account}, id, name, name_key, settings, now, now FROM {rows} WHERE true`)
	rules := db.NewTable(db.UUID("id"), db.Int("number"), db.UUID("pool_id"), db.Text("conditions"), db.Int("now"))
	for _, r := range c.NewRules {
		rules.Add(r.ID, int64(r.Number), r.PoolID, r.Conditions.Text(), db.Micros(w.now))
	}
	w.add(rules, `
INSERT INTO license_rules (account_id, id, number, pool_id, conditions, created)
SELECT {account}, id, number, pool_id, conditions, now FROM {rows} WHERE true
    ON CONFLICT (account_id, id) DO UPDATE SET number = excluded.number, pool_id = excluded.pool_id,
    conditions = excluded.conditions`)
	ids := func(list []string) *db.Table {
		t := db.NewTable(db.UUID("id"))
		for _, id := range list {
			t.Add(id)
		}
		return t
	}
	w.add(ids(c.LostRules), `
DELETE FROM license_rules WHERE account_id = {account} AND id IN (SELECT id FROM {rows})`)
	w.add(ids(c.LostPools), `
DELETE FROM pools WHERE account_id = {account} AND id IN (SELECT id FROM {rows})`)
}

// licensed shows in users and their records, none of which the batch knows, that they wait for no license any more.
func (w *writer) licensed(users []string) {
	t := db.NewTable(db.UUID("id"), db.Int("now"))
	for _, id := range users {
		t.Add(id, db.Micros(w.now))
	}
	w.add(t, `
UPDATE users SET state = 'active', modified = n.now FROM {rows}
 WHERE users.account_id = {account} AND users.id = n.id AND users.state = 'waitingLicense'`)
	w.add(t, `
UPDATE records SET state = CASE records.state WHEN 'waitingLicense' THEN 'active' ELSE records.state END,
       version = records.version + 1,
       modified = CASE WHEN records.modified < n.now THEN n.now ELSE records.modified + 1 END
  FROM {rows}
 WHERE records.account_id = {account} AND records.user_id = n.id`)
}
