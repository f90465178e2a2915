package fakescim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func serveList(w http.ResponseWriter, r *http.Request, b Behaviour, kind string, all []Object) {
	query := r.URL.Query()
	if b.Strict && !b.Cursors && query.Has("cursor") {
		Refuse(w, http.StatusBadRequest, "invalidValue", "there is no parameter cursor")
		return
	}
	all = b.filtered(all, query.Get("filter"))
	count := b.Max
	if count == 0 {
		count = 1000
	}
	if n, err := strconv.Atoi(query.Get("count")); err == nil {
		count = min(count, max(n, 0))
	}
	from, by := 0, b.Cursors && query.Has("cursor")
	if n, err := strconv.Atoi(query.Get("startIndex")); err == nil && !b.NoStart {
		from = max(n, 1) - 1
	}
	page := 0
	if text := query.Get("cursor"); by && text != "" {
		var after string
		if _, err := fmt.Sscanf(text, "at-%d-%d-%q", &from, &page, &after); err != nil || b.Stale {
			keyword := map[bool]string{true: "expiredCursor", false: "invalidCursor"}[b.Stale]
			Refuse(w, http.StatusBadRequest, keyword, "the cursor is not known")
			return
		}
		if !b.Endless {
			from = behind(all, from, after)
		}
	}
	if b.Ignored && by {
		from = 0
	}
	switch {
	case b.Same && from >= count:
		from = count
	case b.Circle > 0 && count > 0:
		from %= b.Circle * count
	}
	if b.NoCount {
		count = len(all)
	}
	total := len(all)
	all = b.upTo(all, from, count, kind)
	var items []Object
	if from < len(all) && !(by && b.Empty && page%2 == 1) {
		items = all[from:min(len(all), from+count)]
	}
	list := Object{"schemas": []string{listSchema}, "totalResults": total, "itemsPerPage": len(items)}
	if b.Total != nil {
		list["totalResults"] = b.Total(total)
	}
	next := from + len(items)
	switch {
	case !by:
		list["startIndex"] = from + 1
	case b.Same:
		list["nextCursor"] = fmt.Sprintf("at-%d-1-%q", count, "")
	case next < len(all) || b.Ignored || b.Circle > 0:
		last := ""
		if next <= len(all) && len(items) > 0 {
			last, _ = items[len(items)-1]["id"].(string)
		}
		list["nextCursor"] = fmt.Sprintf("at-%d-%d-%q", next, page+1, last)
	}
	shown := make([]any, len(items))
	for i, o := range items {
		shown[i] = b.shown(kind, o, r, true)
	}
	list["Resources"] = shown
	if text, _ := json.Marshal(list); b.LargestBytes > 0 && len(text) > b.LargestBytes {
		Refuse(w, http.StatusRequestEntityTooLarge, "", "the answer would be too large")
		return
	}
	answer(w, http.StatusOK, list)
}

// behind is where a list goes on behind an entry that stood before from, wherever it stands now. Behind one who is gone
// that is where the first greater id stands, as in a list that is sorted by id.
func behind(all []Object, from int, id string) int {
	if id == "" {
		return from
	}
	greater := len(all)
	for i, o := range all {
		text, _ := o["id"].(string)
		if text == id {
			return i + 1
		}
		if greater == len(all) && text > id {
			greater = i
		}
	}
	return greater
}

// upTo is what there is for a page that begins at from: people without end, or no more than so many.
func (b Behaviour) upTo(all []Object, from, count int, kind string) []Object {
	if b.Cut > 0 {
		return all[:min(len(all), b.Cut)]
	}
	if b.Endless {
		all = slices.Clip(all)
		for i := len(all); i <= from+count; i++ {
			all = append(all, Object{"id": fmt.Sprintf("endless-%s-%d", kind, i), "userName": fmt.Sprintf("endless%d@example.com", i),
				"displayName": fmt.Sprint("endless ", i), "active": true})
		}
	}
	return all
}

// filtered knows one filter, that by time.
func (b Behaviour) filtered(all []Object, filter string) []Object {
	if filter == "" || b.NoFilter {
		return all
	}
	since, ok := strings.CutPrefix(filter, `meta.lastModified ge "`)
	if !ok {
		return nil
	}
	since = strings.TrimSuffix(since, `"`)
	return slices.DeleteFunc(slices.Clone(all), func(o Object) bool {
		meta, _ := o["meta"].(Object)
		changed, _ := meta["lastModified"].(string)
		return changed < since
	})
}

// shown is a resource as this server shows it.
func (b Behaviour) shown(kind string, o Object, r *http.Request, listed bool) Object {
	out := Object{"schemas": []string{map[string]string{"User": userSchema, "Group": groupSchema}[kind]}}
	wanted := r.URL.Query().Get("attributes")
	excluded := strings.Split(r.URL.Query().Get("excludedAttributes"), ",")
	for key, v := range o {
		switch {
		case wanted != "" && key != "id" && !slices.Contains(strings.Split(wanted, ","), key), slices.Contains(excluded, key),
			key == "members" && (b.NoMembers || b.HideMembers && listed), key == "active" && b.NoActive:
			continue
		case key == "emails" && b.NoEmails:
			v = nil
		}
		if b.Upper {
			key = strings.ToUpper(key)
		}
		out[key] = v
	}
	return out
}
