package text

// What is said of addresses that administrators type (rule M5).
var addWords = map[string]words{
	"add.queued": {
		En: "a mail with a link and a code goes to {address}: {run:job.list} shows how far it is",
		Fr: "un courriel avec un lien et un code part à {address} : {run:job.list} montre où il en est",
	},
}
