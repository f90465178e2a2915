package inbound

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// provenance says of a user of the directory view where each value comes from (rule M1). Of a
// user of one record everything comes from that record's source.
func provenance(v *directory.View, names map[string]string) ([]any, error) {
	said := v.Provenance
	if said == nil {
		attributes, err := attributesOf(v.Body)
		if err != nil {
			return nil, fmt.Errorf("body of user %s: %w", v.ID, err)
		}
		for _, name := range attributes {
			said = append(said, directory.Provenance{Attribute: name, Source: v.SourceID})
		}
	}
	list := make([]any, len(said))
	for i, p := range said {
		o := schema.Object{"attribute": p.Attribute}
		if p.Value != "" {
			o["value"] = p.Value
		}
		if name := directory.SourceName(p.Source, names); name != "" {
			o["source"] = name
		}
		list[i] = o
	}
	return list, nil
}

// attributesOf names the attributes of a stored body in their order, those of extensions with
// their URN.
func attributesOf(body []byte) ([]string, error) {
	var names []string
	err := eachMember(slices.Concat([]byte("{"), body, []byte("}")), func(name string, value json.RawMessage) error {
		if !strings.HasPrefix(name, "urn:") {
			names = append(names, name)
			return nil
		}
		return eachMember(value, func(inner string, _ json.RawMessage) error {
			names = append(names, name+":"+inner)
			return nil
		})
	})
	return names, err
}

// eachMember calls fn with the members of a JSON object in their order.
func eachMember(object []byte, fn func(name string, value json.RawMessage) error) error {
	d := json.NewDecoder(bytes.NewReader(object))
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return errors.Join(errors.New("no JSON object"), err)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		text, _ := name.(string) // of an object, whatever stands before a value
		if err := fn(text, value); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// recordsOf are the records that make up a user, each with its source.
func recordsOf(v *directory.View, names map[string]string) []any {
	list := make([]any, len(v.Records))
	for i, r := range v.Records {
		o := schema.Object{"value": r.ID}
		if name := names[r.SourceID]; name != "" {
			o["source"] = name
		}
		list[i] = o
	}
	return list
}
