package scimsource

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// eachFunc consumes one value, a resource, from the decoder.
type eachFunc func(dec *json.Decoder) error

// listing is what a ListResponse (RFC 7644 section 3.4.2) says beside its resources.
type listing struct {
	total int // totalResults
	said  bool
	next  string // nextCursor (RFC 9865 section 2.1)
	items int    // resources, whatever itemsPerPage says
	date  time.Time
}

// decodeList reads a ListResponse and hands over its resources one by one, so that none but the one in hand is kept.
func decodeList(r io.Reader, each eachFunc) (listing, error) {
	var l listing
	var resources bool
	dec := json.NewDecoder(r)
	dec.UseNumber()
	if err := open(dec, '{'); err != nil {
		return l, err
	}
	for dec.More() {
		key, err := name(dec)
		if err != nil {
			return l, err
		}
		switch strings.ToLower(key) {
		case "totalresults":
			var v any
			err = dec.Decode(&v)
			l.total, l.said = count(v)
		case "nextcursor":
			var v any
			if err = dec.Decode(&v); err == nil {
				l.next, err = cursor(v)
			}
		case "resources":
			resources = true
			err = l.resources(dec, each)
		default:
			err = pass(dec)
		}
		if err != nil {
			return l, whole(err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return l, whole(err)
	}
	if !resources && !(l.said && l.total == 0) {
		return l, errors.New("it is no list: it has no Resources")
	}
	return l, nil
}

func (l *listing) resources(dec *json.Decoder, each eachFunc) error {
	token, err := dec.Token()
	if err != nil || token == nil { // null is no resources
		return err
	}
	if token != json.Delim('[') {
		return errors.New("its Resources are no list")
	}
	for dec.More() {
		l.items++
		if err := each(dec); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// open reads the token that has to come.
func open(dec *json.Decoder, want json.Delim) error {
	token, err := dec.Token()
	if err != nil {
		if err == io.EOF {
			return errors.New("it is empty")
		}
		return fmt.Errorf("it is no JSON: %w", err)
	}
	if token != want {
		return errors.New("it is no JSON object")
	}
	return nil
}

// name reads the name of a member.
func name(dec *json.Decoder) (string, error) {
	token, err := dec.Token()
	if err != nil {
		return "", whole(err)
	}
	key, _ := token.(string)
	return key, nil
}

// whole calls an end in the middle what it is.
func whole(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends in the middle")
	}
	return err
}

// pass reads a value and keeps nothing of it.
func pass(dec *json.Decoder) error {
	depth := 0
	for {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// count takes a number that some servers write as text.
func count(v any) (int, bool) {
	var text string
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = strings.TrimSpace(v)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n >= 0) || n > math.MaxInt32 {
		return 0, false
	}
	return int(n), true
}

func cursor(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	}
	return "", errors.New("its nextCursor is no text")
}
