package text

import (
	"maps"
	"strings"
)

// catalogue is what Usher says, by key. A key begins with the room that says it; its arguments are seen at its words.
var catalogue = typeset(joined(
	accountWords,
	actWords,
	addWords,
	authWords,
	benchWords,
	caseWords,
	confirmWords,
	csvWords,
	databaseWords,
	defineWords,
	deviceWords,
	deviceCodeWords,
	domainWords,
	doneWords,
	explainWords,
	findWords,
	gateWords,
	groupWords,
	idWords,
	importWords,
	entitlementWords,
	licenseWords,
	jobWords,
	licenseFileWords,
	licenseMailWords,
	limitWords,
	listWords,
	logWords,
	mailWords,
	manualWords,
	mailboxWords,
	nextWords,
	outboundWords,
	ownerWords,
	poolWords,
	proofWords,
	registerWords,
	replayWords,
	riskWords,
	sealedWords,
	seatWords,
	serverWords,
	sourceWords,
	syncWords,
	systemWords,
	trafficWords,
	adminWords,
	changeWords,
	linkWords,
	reasonWords,
	remedyWords,
	usageWords,
	warningWords,
	whatWords,
))

// actions are what administrators can be asked to do, by key.
var actions = joined(
	accountActions,
	addActions,
	authActions,
	domainActions,
	doneActions,
	explainActions,
	gateActions,
	poolActions,
	groupActions,
	jobActions,
	logActions,
	manualActions,
	ownerActions,
	sourceActions,
	importActions,
	syncActions,
	trafficActions,
	reasonActions,
	registerActions,
	linkActions,
	adminActions,
)

// typeset gives French its blanks that break no line, before the signs of two parts and within quotation marks, so that
// they need not be written where nobody sees them.
func typeset(catalogue map[string]words) map[string]words {
	for key, both := range catalogue {
		catalogue[key] = words{both.En, unbroken.Replace(both.Fr)}
	}
	return catalogue
}

var unbroken = strings.NewReplacer(
	" :", "\u00A0:", " ;", "\u00A0;", " !", "\u00A0!", " ?", "\u00A0?", "« ", "«\u00A0", " »", "\u00A0»", " %", "\u00A0%",
)

// joined puts the parts of a catalogue together; a key that stands in two of them is a mistake.
func joined[T any](parts ...map[string]T) map[string]T {
	all := map[string]T{}
	for _, part := range parts {
		for key := range part {
			if _, twice := all[key]; twice {
				panic("text: the key " + key + " stands there twice")
			}
		}
		maps.Copy(all, part)
	}
	return all
}
