package text

// What is said of ids that are not given whole.
var idWords = map[string]words{
	"id.several": {
		En: "several ids begin with {ref:q}: give more of one, such as {ids}",
		Fr: "plusieurs identifiants commencent par {ref:q} : donnez davantage de l'un d'eux, comme {ids}",
	},
}
