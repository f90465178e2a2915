package conformance

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// row is one line of the list.
type row struct {
	number int
	where  string
	proofs []proof
	reason string
}

// proof is a test function of a package or of a file, or a check of usher check.
type proof struct{ place, name string }

func (p proof) String() string { return p.place + ": " + p.name }

var (
	rowStart  = regexp.MustCompile(`^\| R-(\d{3}) \|`)
	proofForm = regexp.MustCompile("^`([^`:]+): ([^`]+)`")
	// reasons are the words that a reason begins with, and the least that it must say.
	reasons = regexp.MustCompile(`^(Not offered|Deployment|Chosen): \S.*\.$`)
)

// parse reads the rows of the list and says what is wrong with their form.
func parse(text string) (rows []row, complaints []string) {
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		start := rowStart.FindStringSubmatch(line)
		if start == nil {
			if strings.HasPrefix(line, "| R-") {
				complain("not a row: %s", line)
			}
			continue
		}
		number, _ := strconv.Atoi(start[1])
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 5 {
			complain("%s has %d cells instead of 5", rowID(number), len(cells))
			continue
		}
		for i, cell := range cells {
			if cells[i] = strings.TrimSpace(cell); cells[i] == "" {
				complain("%s: cell %d is empty", rowID(number), i+1)
			}
		}
		r := row{number: number, where: cells[1]}
		rest := cells[4]
		for {
			found := proofForm.FindStringSubmatch(rest)
			if found == nil {
				break
			}
			r.proofs = append(r.proofs, proof{found[1], found[2]})
			rest = strings.TrimPrefix(strings.TrimPrefix(rest, found[0]), ", ")
		}
		r.reason = strings.TrimPrefix(rest, ". ")
		switch {
		case len(r.proofs) == 0 && r.reason == "":
			complain("%s has neither a proof nor a reason", rowID(number))
		case r.reason != "" && !reasons.MatchString(r.reason):
			complain("%s: %q is neither a proof nor a sentence that begins with Not offered:, Deployment: or Chosen:", rowID(number), r.reason)
		}
		rows = append(rows, r)
	}
	return rows, complaints
}

func rowID(number int) string { return fmt.Sprintf("R-%03d", number) }

// What the list has to have: the requirements of the RFCs, then those of the drafts.
const (
	lastRequirement = 221
	lastRow         = 238
)

// compare holds the rows against the code and says what does not fit.
func compare(rows []row, c *code) (complaints []string) {
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	listed := map[int]bool{}
	for i, r := range rows {
		id := rowID(r.number)
		if r.number != i+1 {
			complain("%s stands where %s belongs", id, rowID(i+1))
		}
		listed[r.number] = true
		if draft := r.number > lastRequirement; draft != strings.HasPrefix(r.where, "draft ") || !draft && !strings.HasPrefix(r.where, "RFC ") {
			complain("%s is about %q; rows up to %s are about an RFC, those behind about a draft", id, r.where, rowID(lastRequirement))
		}
		for _, p := range r.proofs {
			names, found := c.named(p)
			switch {
			case !found:
				complain("%s: there is no %s", id, p)
			case !names[r.number]:
				complain("%s: %s does not name the row", id, p)
			}
		}
	}
	if len(rows) != lastRow {
		complain("%d rows instead of %d", len(rows), lastRow)
	}
	for _, m := range c.mentions {
		if !listed[m.number] {
			complain("%s names %s, which is not on the list", m.place, rowID(m.number))
		}
	}
	return complaints
}
