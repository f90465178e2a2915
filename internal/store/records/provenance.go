package records

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/usher-id/usher/internal/directory"
)

// Where the values of a merged row come from is kept as JSON, a list of runs. A run is what
// follows one another from one source and of one extension: the source's id, the extension's URN
// ("" for core attributes), and then each attribute by its name, or by a list of its name and the
// one value of several that is meant. Most people are a run or two, where a list of objects would
// repeat ids and URNs to more bytes than all the person's attributes.

// PackProvenance is "" for nothing.
func PackProvenance(list []directory.Provenance) string {
	if len(list) == 0 {
		return ""
	}
	b := []byte{'['}
	source, urn := "", "none"
	for i, p := range list {
		of, name := splitURN(p.Attribute)
		if i == 0 || p.Source != source || of != urn {
			if source, urn = p.Source, of; i > 0 {
				b = append(b, "],"...)
			}
			b = append(b, '[')
			b = appendJSON(b, source)
			b = append(b, ',')
			b = appendJSON(b, urn)
		}
		b = append(b, ',')
		if p.Value == "" {
			b = appendJSON(b, name)
			continue
		}
		b = append(b, '[')
		b = appendJSON(b, name)
		b = append(b, ',')
		b = appendJSON(b, p.Value)
		b = append(b, ']')
	}
	return string(append(b, "]]"...))
}

// UnpackProvenance also reads the list of objects that was kept before, by directory.Provenance's
// tags.
func UnpackProvenance(text string) ([]directory.Provenance, error) {
	var list []directory.Provenance
	switch {
	case text == "":
		return nil, nil
	case strings.HasPrefix(text, `[{`):
		return list, json.Unmarshal([]byte(text), &list)
	}
	var runs [][]any
	if err := json.Unmarshal([]byte(text), &runs); err != nil {
		return nil, err
	}
	for _, run := range runs {
		if len(run) < 3 {
			return nil, fmt.Errorf("a run of %d values", len(run))
		}
		source, _ := run[0].(string)
		urn, _ := run[1].(string)
		if urn != "" {
			urn += ":"
		}
		for _, said := range run[2:] {
			p := directory.Provenance{Source: source}
			switch said := said.(type) {
			case string:
				p.Attribute = urn + said
			case []any:
				if len(said) != 2 {
					return nil, fmt.Errorf("%d values of an attribute", len(said))
				}
				name, _ := said[0].(string)
				p.Attribute = urn + name
				p.Value, _ = said[1].(string)
			default:
				return nil, fmt.Errorf("a run with %v", said)
			}
			list = append(list, p)
		}
	}
	return list, nil
}

// splitURN takes the URN of the extension off an attribute's name, in which there is no colon.
func splitURN(attribute string) (urn, name string) {
	at := strings.LastIndexByte(attribute, ':')
	if at < 0 {
		return "", attribute
	}
	return attribute[:at], attribute[at+1:]
}

func appendJSON(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s) // its error tells of invalid UTF-8, which it replaces
	return b
}
