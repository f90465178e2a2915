package text

// What is said of work that is done between requests.
var jobWords = map[string]words{
	"job.absent": {
		En: "there is no job {job}: {run:job.list} shows those that there are",
		Fr: "il n'y a pas de tâche {job} : {run:job.list} montre celles qui existent",
	},
	"job.afterAccount": {
		En: "--after needs --account, since the jobs of each account are a list of their own",
		Fr: "--after demande --account, car les tâches de chaque compte forment une liste à part",
	},
	"job.notFailed": {
		En: "job {job} is {state}: only one that has failed can be tried again",
		Fr: "la tâche {job} est dans l'état {state} : seule une tâche qui a échoué peut être retentée",
	},
	"job.anotherWaits": {
		En: "another job {kind} about {about} waits already: {run:job.list} shows it",
		Fr: "une autre tâche {kind} au sujet de {about} attend déjà : {run:job.list} la montre",
	},
	"job.notCancelled": {
		En: "job {job} is {state}: only one that waits or has failed can be cancelled",
		Fr: "la tâche {job} est dans l'état {state} : seule une tâche qui attend ou qui a échoué peut être annulée",
	},
	"job.recurs": {
		En: "job {job} recurs: it comes again by itself, and can't be cancelled",
		Fr: "la tâche {job} est périodique : elle revient d'elle-même et ne peut pas être annulée",
	},
	"job.stateUnknown": {
		En: "there is no state {state} of a job: give waiting, running, failed or done",
		Fr: "une tâche n'a pas d'état {state} : indiquez waiting, running, failed ou done",
	},
	"job.progress": {
		En: "{done} of about {of} people are done",
		Fr: "{done} personnes sur environ {of} sont traitées",
	},
	"job.ended": {
		En: "each time that it was begun, {times} {times?time|times}, the process ended before it was done",
		Fr: "chaque fois qu'elle a été commencée, {times} fois, le processus s'est terminé avant qu'elle soit faite",
	},
	"job.noMailer": {
		En: "no server that sends mails has taken it: give usher serve --smtp, --mail-from and --base-url, or " +
			"repeat usher user add with them",
		Fr: "aucun serveur qui envoie des courriels ne l'a prise : donnez --smtp, --mail-from et --base-url à " +
			"usher serve, ou répétez usher user add avec ces options",
	},
	"job.noMailServer": {
		En: "no server that sends mails has taken it: give usher serve --smtp, --mail-from and --base-url",
		Fr: "aucun serveur qui envoie des courriels ne l'a prise : donnez --smtp, --mail-from et --base-url à usher serve",
	},
	"job.noServer": {
		En: "no server has taken it: see whether usher serve runs on this database",
		Fr: "aucun serveur ne l'a prise : vérifiez que usher serve fonctionne sur cette base de données",
	},
}

var jobActions = map[string]action{
	"job.list": {
		"usher job list {account}",
		words{"look at the jobs", "de regarder les tâches"},
	},
}
