package main

import (
	"errors"
	"regexp"
	"strings"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/message"
)

// usage is what is wrong with a command line, with where its help is.
func usage(err error) text.Message {
	return text.New("usage.see", "says", misused(err), "command", commandOf(err))
}

// misused is what is wrong with a command line. The parser tells it in English alone; what settings of Usher's own say
// stands within.
func misused(err error) text.Message {
	says := err.Error()
	var own message.Teller
	if errors.As(err, &own) {
		setting, found := strings.CutSuffix(says, own.Error())
		if setting = strings.TrimSuffix(setting, ": "); found && setting != "" {
			return text.New("usage.in", "setting", setting, "cause", own)
		}
		return own.Tell()
	}
	return parsed(says)
}

// nearby is how the parser ends a sentence when it knows similar names.
var nearby = regexp.MustCompile(`^(.+), did you mean (one of )?(.+)\?$`)

// wrongs are the parser's sentences about command lines, each with the key of ours and the names of its arguments in
// the order of the groups.
var wrongs = []struct {
	says  *regexp.Regexp
	key   string
	names []string
}{
	{regexp.MustCompile(`^unknown flag (.+)$`), "usage.flag", []string{"found"}},
	{regexp.MustCompile(`^unexpected argument (.+)$`), "usage.argument", []string{"found"}},
	{regexp.MustCompile(`^(--\S+) and (--\S+) can't be used together$`), "usage.together", []string{"found", "other"}},
	{regexp.MustCompile(`^missing flags: (.+)$`), "usage.missing", []string{"names"}},
	{regexp.MustCompile(`^expected one of (.+)$`), "usage.wantedOf", []string{"names"}},
	{regexp.MustCompile(`^expected (".+")$`), "usage.wanted", []string{"names"}},
	{regexp.MustCompile(`^(\S+) must be one of (.+) but got (".*")$`), "usage.choice",
		[]string{"setting", "names", "found"}},
	{regexp.MustCompile(`^(\S+): expected \S+ value but got "EOL" \(<EOL>\)$`), "usage.noValue", []string{"setting"}},
	{regexp.MustCompile(`^(\S+): expected \S+ value but got ".+" \(short flag.*\); perhaps try (.+)\?$`), "usage.dash",
		[]string{"setting", "written"}},
	{regexp.MustCompile(`^flag (\S+) applies to the default command (".+"), not (".+")$`), "usage.default",
		[]string{"found", "names", "command"}},
	{regexp.MustCompile(`^(\S+): missing value, expecting .+$`), "usage.noValue", []string{"setting"}},
	{regexp.MustCompile(`^(\S+): expected a valid \d+ bit u?int but got (".*")$`), "usage.integer",
		[]string{"setting", "found"}},
	{regexp.MustCompile(`^(\S+): expected duration but got (".*"): .+$`), "usage.duration",
		[]string{"setting", "found"}},
	{regexp.MustCompile(`^(\S+): bool value must be .+ but got (".*")$`), "usage.boolean",
		[]string{"setting", "found"}},
	{regexp.MustCompile(`^(\S+): slog: level string (".*"): .+$`), "usage.level", []string{"setting", "found"}},
}

// parsed is a sentence of the parser's; as it stands when it is of none of the known kinds.
func parsed(says string) text.Message {
	if found := nearby.FindStringSubmatch(says); found != nil {
		key := "usage.near"
		if found[2] != "" {
			key = "usage.nearOf"
		}
		return text.New(key, "says", parsed(found[1]), "names", found[3])
	}
	for _, w := range wrongs {
		found := w.says.FindStringSubmatch(says)
		if found == nil {
			continue
		}
		var pairs []any
		for i, name := range w.names {
			says := found[i+1]
			if name == "names" {
				says = strings.ReplaceAll(says, `,""`, "") // nothing is a choice that nobody writes
				says = strings.ReplaceAll(says, `","`, `", "`)
				pairs = append(pairs, "n", strings.Count(says, ", ")+1)
			}
			pairs = append(pairs, name, says)
		}
		return text.New(w.key, pairs...)
	}
	return text.Plain(says)
}
