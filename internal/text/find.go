package text

// What is said of looking for people.
var findWords = map[string]words{
	"find.tooWide": {
		En: "more than {limit} people have something that begins with {word:q}: give more letters, or a second word",
		Fr: "plus de {limit} personnes ont quelque chose qui commence par {word:q} : donnez plus de lettres, ou " +
			"un second mot",
	},
}
