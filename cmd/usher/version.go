package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

type versionCommand struct {
	asJSON
}

// Run prints the version, and what it was built with and for.
func (c *versionCommand) Run(a *app) error {
	v := versionView{Version: version(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	return write(a, c.JSON, "", []versionView{v}, func(v versionView) []string {
		return []string{fmt.Sprintf("usher %s %s %s", v.Version, v.Go, v.Platform)}
	})
}

type versionView struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// version is what the go command wrote into the binary: a module's version, or else the commit
// that was built.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	if commit == "" {
		return "devel"
	}
	return commit + changed
}

// versionFlag shows the version whatever else stands on the command line.
type versionFlag bool

// BeforeReset implements kong's hook of a flag that ends the command line.
func (versionFlag) BeforeReset(k *kong.Kong) error {
	fmt.Fprintf(k.Stdout, "usher %s\n", version())
	k.Exit(0)
	return nil
}
