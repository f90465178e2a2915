package text

// What the log says in words: who did what to whom, and why (rule O1).
var whatWords = map[string]words{
	"what.usher":     {En: "Usher", Fr: "Usher"},
	"what.device":    {En: "a device", Fr: "un appareil"},
	"what.act":       {En: "{who}: {why}", Fr: "{who} : {why}"},
	"what.rule":      {En: "{what} ({rule})", Fr: "{what} (règle {rule})"},
	"what.why":       {En: "{what}: {why}", Fr: "{what} : {why}"},
	"what.then":      {En: "{first} {then}", Fr: "{first} {then}"},
	"what.also":      {En: "{first}, {then}", Fr: "{first}, {then}"},
	"what.joined":    {En: "{who} linked {whom} to somebody known", Fr: "{who} a relié {whom} à une personne connue"},
	"what.more":      {En: "{more} more", Fr: "{more} de plus"},
	"what.created":   {En: "{who} created {whom}", Fr: "{who} a créé {whom}"},
	"what.updated":   {En: "{who} updated {whom}", Fr: "{who} a mis à jour {whom}"},
	"what.suspended": {En: "{who} suspended {whom}", Fr: "{who} a suspendu {whom}"},
	"what.deleted":   {En: "{who} deleted {whom}", Fr: "{who} a supprimé {whom}"},
	"what.held":      {En: "{who} brought {whom}, who is held", Fr: "{who} a apporté {whom}, qui est en attente"},
	"what.inReview": {
		En: "{who} brought {whom}, who waits for review",
		Fr: "{who} a apporté {whom}, qui attend un examen",
	},
	"what.linked": {
		En: "{who} brought {whom}, linked to somebody known",
		Fr: "{who} a apporté {whom}, relié à une personne connue",
	},
	"what.refused":   {En: "{who} was refused {whom}", Fr: "{who} s'est vu refuser {whom}"},
	"what.changed":   {En: "{who} changed {whom}", Fr: "{who} a modifié {whom}"},
	"what.unchanged": {En: "{who} changed nothing of {whom}", Fr: "{who} n'a rien changé à {whom}"},
	"what.failed":    {En: "{who} asked for {whom}, and Usher failed", Fr: "{who} a demandé {whom}, et Usher a échoué"},
	"what.tried":     {En: "{who} tried {whom}", Fr: "{who} a essayé {whom}"},
	"what.read":      {En: "{who} read {whom}", Fr: "{who} a lu {whom}"},
}
