package text

// What is wrong with a command line.
var usageWords = map[string]words{
	"usage.baseURL": {
		En: "--base-url={url:q}: write an absolute address such as https://usher.example.com",
		Fr: "--base-url={url:q} : écrivez une adresse absolue comme https://usher.example.com",
	},
}
