package text

// What is said of lists.
var listWords = map[string]words{
	"list.noState": {
		En: "there is no state {state:q}: give one of {states}",
		Fr: "il n'y a pas d'état {state:q} : donnez l'un de {states}",
	},
	"list.after": {
		En: "{id:q} is no id: give the id with which the page before ended",
		Fr: "{id:q} n'est pas un identifiant : donnez celui par lequel la page précédente s'est terminée",
	},
	"list.none": {En: "nothing fits", Fr: "rien ne correspond"},
	"list.limit": {
		En: "--limit={limit}: give a number from 1 to {most}",
		Fr: "--limit={limit} : donnez un nombre de 1 à {most}",
	},
	"list.more": {
		En: "there are more: {command}",
		Fr: "il y en a d'autres : {command}",
	},
	"list.manyWords": {
		En: "{words} words are too many to search for: give {limit} at most",
		Fr: "{words} mots, c'est trop pour une recherche : donnez-en {limit} au plus",
	},
	"list.notText": {
		En: "what is searched for holds what is no text: type it again",
		Fr: "la recherche contient ce qui n'est pas du texte : saisissez-la à nouveau",
	},
	"list.searchAndFilter": {
		En: "a search and a filter can't be combined: leave one out, or put what is searched for into the filter",
		Fr: "une recherche et un filtre ne peuvent être combinés : retirez l'un des deux, ou mettez la recherche " +
			"dans le filtre",
	},
	"list.filter": {
		En: "the filter can't be understood: {cause}",
		Fr: "le filtre ne peut pas être compris : {cause}",
	},
}
