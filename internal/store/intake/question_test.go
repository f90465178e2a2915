package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A question that a batch can ask and that nothing declares is found when the program starts.
func TestEveryQuestionIsDeclared(t *testing.T) {
	for i, each := range questions {
		if each == licenseRules || each == pools || each == licensesOfUsers || each == licensesOfRecords || each == licensesOfOwners ||
			each == queueTiers[1] || each == queueTiers[2] {
			continue
		}
		if each == mailboxDomains || each == peopleCount || each == memberUsers || each == memberGroups || each == memberGone ||
			each == owners || each == bearers || each == keyBearers || each == domains || each == gaveWay {
			continue // a question that others answer, too
		}
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			defer func() {
				if told := fmt.Sprint(recover()); !strings.Contains(told, "nothing answers the question") {
					t.Errorf("without it: %s", told)
				}
			}()
			complete(slices.Delete(slices.Clone(questions), i, i+1))
		})
	}
}

// Several answers to one key come as a list, in which NULL is told from the empty text.
func TestListedAnswers(t *testing.T) {
	got, err := listed(`[["a",null],["b\n\"c\"",""]]`, 2)
	if err != nil || len(got) != 2 || got[0][0].String != "a" || got[0][1].Valid || got[1][0].String != "b\n\"c\"" || !got[1][1].Valid {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := listed(`[["a"`, 1); err == nil {
		t.Error("half a list is read")
	}
}
