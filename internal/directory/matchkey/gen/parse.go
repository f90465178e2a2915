package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// confusables is what confusables.txt says.
type confusables struct {
	version    string          // of Unicode, such as "15.0.0"
	prototypes map[rune]string // each character's stand-in
}

// parse reads lines of the form "0430 ; 0061 ; MA # comment".
func parse(in io.Reader) (*confusables, error) {
	c := &confusables{prototypes: map[rune]string{}}
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimPrefix(lines.Text(), "\ufeff")
		if version, ok := strings.CutPrefix(line, "# Version: "); ok {
			c.version = strings.TrimSpace(version)
		}
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := c.add(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if c.version == "" || len(c.prototypes) == 0 {
		return nil, errors.New("this is not Unicode's confusables.txt: it names no version, or no character")
	}
	return c, nil
}

func (c *confusables) add(line string) error {
	fields := strings.Split(line, ";")
	if len(fields) != 3 {
		return fmt.Errorf("%d fields, not 3", len(fields))
	}
	from, err := characters(fields[0])
	if err != nil {
		return err
	}
	to, err := characters(fields[1])
	if err != nil {
		return err
	}
	if len(from) != 1 || len(to) == 0 {
		return errors.New("it does not map one character")
	}
	if _, again := c.prototypes[from[0]]; again {
		return fmt.Errorf("%U is mapped a second time", from[0])
	}
	c.prototypes[from[0]] = string(to)
	return nil
}

func characters(s string) ([]rune, error) {
	var all []rune
	for hex := range strings.FieldsSeq(s) {
		n, err := strconv.ParseUint(hex, 16, 21)
		if err != nil {
			return nil, err
		}
		all = append(all, rune(n))
	}
	return all, nil
}
