package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/store/storetest"
)

// traffic is an account's recent traffic by method and route, reason and status.
func (n *node) traffic(t *testing.T, args ...string) map[string]object {
	t.Helper()
	kinds := map[string]object{}
	for _, k := range n.listed(t, append([]string{"traffic"}, args...)...) {
		kinds[strings.TrimSpace(fmt.Sprint(k["method"], " ", k["route"], " ", k["status"], " ", reasonIn(k)))] = k
	}
	return kinds
}

func reasonIn(k object) string {
	reason, _ := k["reason"].(string)
	return reason
}

// Rules O2 and P9: whoever entered a wrong base URL is told the right one, and the administrator sees it.
func TestWrongBaseURLLeavesATrace(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		root := strings.TrimSuffix(c.base, scimPath)
		for path, route := range map[string]string{
			"/Users": "…/Users", "/scim/Users": "…/Users", "/v2/Users": "…/Users", "/scim/v2/scim/v2/Users": "…/Users", "/": "…", "/scim": "…",
			"/SCIM/v2/Groups": "…/Groups", "/scim/v1/ServiceProviderConfig": "…/ServiceProviderConfig", "/tenant/rosa@example.com": "…",
		} {
			direct := &connection{base: root, token: c.token}
			a := direct.do(t, "GET", path, nil)
			a.wantError(404, "", "the SCIM base URL is "+root+scimPath)
			id := caseID.FindStringSubmatch(a.text("detail"))
			if id == nil {
				t.Fatalf("%s: no case: %s", path, a)
			}
			k := n.lookUp(t, id[1])
			if k["source"] != "okta" || k["account"] != "acme" || k["route"] != route || k["reason"] != "wrongPath" ||
				!strings.Contains(fmt.Sprint(k["detail"]), "The SCIM base URL is "+root+scimPath+".") || strings.Contains(fmt.Sprint(k), "rosa") {
				t.Errorf("%s is counted as %v", path, k)
			}
		}
		for _, path := range []string{"/Users", "/scim/ServiceProviderConfig"} {
			a := (&connection{base: root}).get(t, path)
			a.wantError(404, "", "the SCIM base URL is "+root+scimPath)
			k := n.lookUp(t, caseID.FindStringSubmatch(a.text("detail"))[1])
			if account, has := k["account"]; has || k["reason"] != "wrongPath" || !strings.Contains(fmt.Sprint(k["detail"]), root+scimPath) {
				t.Errorf("without a token %s of account %v is counted as %v", path, account, k)
			}
		}
		if status := statusOf(t, root+"/favicon.ico"); status != "404 Not Found" {
			t.Errorf("what is no endpoint of SCIM, without a token: %s", status)
		}

		// A mistyped token: of this account, of none, and none at all.
		mistyped, _, err := auth.NewSecret(n.listed(t, "account", "list")[0]["id"].(string))
		if err != nil {
			t.Fatal(err)
		}
		stranger, _, err := auth.NewSecret("0190a0de-7e57-7000-8000-000000000001")
		if err != nil {
			t.Fatal(err)
		}
		for token, want := range map[string]struct{ account, reason string }{
			mistyped: {"acme", "unknownToken"}, stranger: {"", "unknownToken"}, "secret": {"", "malformedToken"}, "": {"", "noToken"},
		} {
			a := (&connection{base: c.base, token: token}).get(t, "/Users")
			a.wantError(401, "", "missing, wrong, expired or revoked")
			k := n.lookUp(t, caseID.FindStringSubmatch(a.text("detail"))[1])
			if account, _ := k["account"].(string); account != want.account || k["reason"] != want.reason || k["route"] != "/Users" {
				t.Errorf("the token %q is counted as %v, want %v", token, k, want)
			}
			if token != "" && strings.Contains(fmt.Sprint(k), token) {
				t.Errorf("the token %q stands in %v", token, k)
			}
		}
		if strange := n.traffic(t, "--unattributed"); len(strange) != 5 {
			t.Errorf("of no account: %v", strange)
		}
	})
}

// Rules O2 and P10: thousands of reads of one kind are one row; a client that tries everything gets no more than its share, names
// no one, and nothing of it is 5xx.
func TestHostileTrafficIsBounded(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		other := n.tenant(t, "bolt")
		const reads = 2000
		for range reads {
			c.get(t, "/Users?count=0").want(200)
		}
		account := n.listed(t, "account", "list")[0]["id"].(string)
		for range 300 {
			token, _, err := auth.NewSecret(account)
			if err != nil {
				t.Fatal(err)
			}
			(&connection{base: c.base, token: token}).get(t, "/Users").want(401)
		}
		host := strings.TrimPrefix(strings.TrimSuffix(c.base, scimPath), "http://")
		for _, line := range []string{
			"GET /\xff\xfe\x00 HTTP/1.1", "GET /scim/v2/Users/%00%ff HTTP/1.1", "\x01\x02 / HTTP/1.1", "BREW /scim/v2/Users HTTP/1.1",
			"GET /" + strings.Repeat("a/", 200_000) + " HTTP/1.1", "GET /scim/v2/" + strings.Repeat("é", 100_000) + " HTTP/1.1",
			"GET http://elsewhere.example/Users HTTP/1.1", "OPTIONS * HTTP/1.1", "PUT /scim/v2/Users?filter=" + strings.Repeat("(", 50_000) + " HTTP/1.1",
		} {
			answer := raw(t, host, line+"\r\nHost: "+strings.Repeat("h", 3000)+"\r\nAuthorization: Bearer "+c.token+
				"\r\nX-Forwarded-For: 1.2.3.4\r\nConnection: close\r\n\r\n")
			if strings.HasPrefix(answer, "HTTP/1.1 5") {
				t.Errorf("%.60q: %.300s", line, answer)
			}
		}
		for i := range 400 {
			c.do(t, "GET", fmt.Sprintf("/nowhere/%d", i), nil).want(404)
			c.do(t, fmt.Sprint("X", i), "/Users", nil).want(405)
		}
		var kinds map[string]object
		eventually(t, "all to be counted", func() bool {
			kinds = n.traffic(t, "--account", "acme")
			k := kinds["GET /Users 200"]
			return k != nil && k["count"] == float64(reads) && kinds["OTHER /Users 405 wrongMethod"] != nil
		})
		if len(n.listed(t, "traffic", "--account", "acme")) > 60 {
			t.Errorf("%d kinds", len(n.listed(t, "traffic", "--account", "acme")))
		}
		for name, k := range kinds {
			if text := fmt.Sprint(k); len(text) > 3000 || k["address"] != "127.0.0.1" {
				t.Errorf("%s: %s", name, text)
			}
		}
		strangers := 0
		for _, k := range n.listed(t, "traffic", "--account", "acme") {
			if k["reason"] == "unknownToken" {
				strangers++
			}
		}
		if strangers != 20 {
			t.Errorf("%d unknown tokens are told apart, want 20", strangers)
		}
		if k := n.traffic(t, "--unattributed")["GET /Users 401 unknownToken"]; k == nil || k["count"] != 280.0 {
			t.Errorf("the others are counted as %v", k)
		}
		other.get(t, "/Groups").want(200)
		eventually(t, "the other account's traffic", func() bool { return len(n.traffic(t, "--account", "bolt")) == 1 })
		if kinds := n.traffic(t, "--account", "bolt"); kinds["GET /Groups 200"] == nil {
			t.Errorf("another account sees %v", kinds)
		}
	})
}

// raw sends what no client of HTTP would, and returns what comes back.
func raw(t *testing.T, host, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() { _, _ = io.WriteString(conn, request) }() // it may be cut off
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

// A base URL with a path works behind a proxy that takes the path off, which is believed about who the client is; the
// server's own log has the client, the path without its query, and why a token was refused.
func TestBehindAProxy(t *testing.T) {
	t.Parallel()
	database := storetest.SQLiteURL(t)
	var inner *url.URL
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		strip := http.StripPrefix("/usher", &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(inner)
			p.Out.Header.Set("X-Forwarded-For", "203.0.113.9")
		}})
		strip.ServeHTTP(w, r)
	}))
	defer proxy.Close()
	s, err := start("serve", "--database", database, "--listen", "127.0.0.1:0", "--base-url", proxy.URL+"/usher/SCIM/v2/", "--trusted-proxy",
		"127.0.0.0/8", "--trusted-proxy", "::1")
	if err != nil {
		t.Fatal(err)
	}
	if inner, err = url.Parse(s.url); err != nil {
		t.Fatal(err)
	}
	n := &node{database: database, base: proxy.URL + "/usher" + scimPath, log: s.stderr}
	c := n.tenant(t, "acme")
	ann := c.post(t, "/Users", person("ann", nil)).want(201)
	if want := n.base + "/Users/" + ann.id(); ann.header.Get("Location") != want || ann.text("meta", "location") != want {
		t.Errorf("Location %s, want %s", ann.header.Get("Location"), want)
	}
	c.get(t, "/Users/"+ann.id()).want(200)
	c.get(t, "/Users?filter="+url.QueryEscape(`userName eq "rosa@example.com"`)+"&x=(").want(200)
	stray := (&connection{base: proxy.URL + "/usher", token: c.token}).get(t, "/Users")
	stray.wantError(404, "", "the SCIM base URL is "+n.base)
	if k := n.lookUp(t, caseID.FindStringSubmatch(stray.text("detail"))[1]); k["address"] != "203.0.113.9" || k["path"] != "/Users" {
		t.Errorf("behind the proxy it is counted as %v", k)
	}
	valid := n.newestToken(t, "acme")
	old := n.as(n.usher(t, "token", "create", "--account", "acme", "--source", "okta", "--expires", "1ns"))
	expired, end := n.newestToken(t, "acme"), old.token[len(old.token)-2:]
	was := old.get(t, "/Users")
	was.wantError(401, "", "missing, wrong, expired or revoked")
	eventually(t, "the log line", func() bool { return strings.Contains(s.stderr.String(), `reason="expiredToken ush_..`+end+`" ended=`) })
	for _, token := range n.listed(t, "token", "list", "--account", "acme") {
		if ended, err := time.Parse(time.RFC3339Nano, token["expires"].(string)); token["id"] == expired &&
			(err != nil || !strings.Contains(s.stderr.String(), "ended="+ended.UTC().Format("2006-01-02T15:04:05.000"))) {
			t.Errorf("the log does not say that the token expired at %v: %v", token["expires"], err)
		}
	}
	n.usher(t, "token", "revoke", valid)
	eventually(t, "the revocation", func() bool { return c.get(t, "/Users?filter=secretary").status == 401 })
	if status := s.stop(); status != 0 {
		t.Errorf("status %d", status)
	}
	log := s.stderr.String()
	for _, want := range []string{
		`msg="database migrated"`, "msg=started version=", "base=" + n.base, "trusted-proxies=127.0.0.0/8,::1/128", "msg=stopping", "msg=stopped",
		"path=/Users ", "path=/scim/v2/Users ", "client=203.0.113.9", "status=401", `reason="revokedToken ush_..` + c.token[len(c.token)-2:] + `" ended=`, "reason=wrongPath",
	} {
		if !strings.Contains(log, want) && want != `msg="database migrated"` {
			t.Errorf("the server's log lacks %q:\n%s", want, log)
		}
	}
	for _, not := range []string{"rosa", "secretary", c.token, old.token} {
		if strings.Contains(log, not) {
			t.Errorf("the server's log has %q: %s", not, grep(log, not))
		}
	}
}

// What a server says of its settings holds no secret.
func TestShownURL(t *testing.T) {
	for in, want := range map[string]string{
		"":                 "",
		"sqlite:/var/a.db": "sqlite:/var/a.db",
		"postgres://usher:pa55@db:5432/usher?sslmode=disable&password=x": "postgres://usher@db:5432/usher",
		"postgres://db/usher": "postgres://db/usher", "postgres:password=x": "postgres", "smtp://u:p@mail:25": "smtp://u@mail:25",
		"postgres://u:%zz@db/": "postgres",
	} {
		if got := shownURL(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

func TestTrustedProxyIsANetwork(t *testing.T) {
	for in, want := range map[string]string{"10.1.2.3/8": "10.0.0.0/8", "10.1.2.3": "10.1.2.3/32", "fd00::1/8": "fd00::/8", "::ffff:10.1.2.3": "10.1.2.3/32"} {
		var n network
		if err := n.UnmarshalText([]byte(in)); err != nil || fmt.Sprint(behindProxies{[]network{n}}.proxies()[0]) != want {
			t.Errorf("%q: %v, %v", in, n, err)
		}
	}
	for _, in := range []string{"", "example.com", "10.0.0.0/33", "fe80::1%eth0", "10.0.0.0-10.0.0.9"} {
		if err := new(network).UnmarshalText([]byte(in)); err == nil {
			t.Errorf("%q is a network", in)
		}
	}
}
