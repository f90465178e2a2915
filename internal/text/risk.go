package text

// What is said of decisions that have risks.
var riskWords = map[string]words{
	"risk.repeat": {
		En: "{cause}; to do it nevertheless, repeat: {command}",
		Fr: "{cause} ; pour le faire malgré tout, répétez : {command}",
	},
}
