package text

// What the contacts of an account are told of pools that run out of seats (rules L9 and L10).
var seatWords = map[string]words{
	"seats.subject": {
		En: "License seats in Usher run out ({account})",
		Fr: "Les sièges de licence dans Usher s'épuisent ({account})",
	},
	"seats.lead": {
		En: "These pools of the account {account} are nearly used up, or are:",
		Fr: "Ces réserves du compte {account} sont presque épuisées, ou le sont :",
	},
	"seats.pool": {
		En: "{pool}: {used} of {seats} {seats?seat is|seats are} held, {waiting} wait, {missing} are missing. {buy}",
		Fr: "{pool} : {used} sur {seats} {seats?siège|sièges} occupés, {waiting} en attente, {missing} {missing?manque|manquent}. {buy}",
	},
}
