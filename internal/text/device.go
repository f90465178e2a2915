package text

// What is said of devices, to the people who have them (rule L8).
var deviceWords = map[string]words{
	"device.activated": {
		En: "the device {name} works by the license of {product}",
		Fr: "l'appareil {name} fonctionne avec la licence de {product}",
	},
	"device.again": {
		En: "the device {name} works by the license of {product}, in the slot that it had",
		Fr: "l'appareil {name} fonctionne avec la licence de {product}, à la place qu'il avait",
	},
	"device.released": {
		En: "the device {name} was released: its slot in the license of {product} is free",
		Fr: "l'appareil {name} a été libéré : sa place dans la licence de {product} est libre",
	},
	"device.releasedByFile": {
		En: "the device {name} was released; its offline license file of {product} is valid until {until}, and " +
			"keeps the slot until then",
		Fr: "l'appareil {name} a été libéré ; son fichier de licence hors ligne de {product} est valable jusqu'au {until}, et garde " +
			"la place jusque-là",
	},
	"device.silent": {
		En: "the device {name} was released: it has been silent for {days} days, and its slot in the license of " +
			"{product} is free",
		Fr: "l'appareil {name} a été libéré : il est muet depuis {days} jours, et sa place dans la licence de " +
			"{product} est libre",
	},
	"device.suspended": {
		En: "the license of {product} is suspended, as its person is: no device can work by it. Ask your " +
			"administrator to resume the person",
		Fr: "la licence de {product} est suspendue, comme la personne : aucun appareil ne peut fonctionner avec elle. Demandez à " +
			"votre administrateur de rétablir la personne",
	},
	"device.waiting": {
		En: "the license of {product} waits for a seat: the pool {pool} has none free. It works as soon as one " +
			"is. {buy}",
		Fr: "la licence de {product} attend un siège : la réserve {pool} n'en a plus de libre. Elle fonctionnera dès qu'un siège se " +
			"libère. {buy}",
	},
	"device.held": {
		En: "the license of {product} is held until the mailbox confirms its address: open the mail that brought the key, and press " +
			"the button of its page",
		Fr: "la licence de {product} est réservée jusqu'à ce que la boîte de courriel confirme son adresse : ouvrez le courriel qui a " +
			"apporté la clé, et appuyez sur le bouton de sa page",
	},
	"device.merged": {
		En: "this license of {product} was joined with another one of the same person: use the key of that one. Devices that were " +
			"activated before go on",
		Fr: "cette licence de {product} a été réunie avec une autre de la même personne : utilisez la clé de celle-ci. Les appareils " +
			"activés auparavant continuent",
	},
	"device.notYet": {
		En: "the license of {product} is valid from {day} on: activate then",
		Fr: "la licence de {product} est valable à partir du {day} : activez à ce moment-là",
	},
	"device.ended": {
		En: "the license of {product} has ended: its last day was {day}. {buy}",
		Fr: "la licence de {product} est terminée : son dernier jour était le {day}. {buy}",
	},
	"device.graceOver": {
		En: "the license of {product} has ended at {until}, since nothing gives it any more: ask your " +
			"administrator for one",
		Fr: "la licence de {product} s'est terminée le {until}, car plus rien ne l'accorde : demandez-en une à " +
			"votre administrateur",
	},
	"device.firstUse": {
		En: "the license of {product} takes its seat by its first activation: activate the device",
		Fr: "la licence de {product} prend son siège lors de la première activation : activez l'appareil",
	},
	"device.limit": {
		En: "the license of {product} allows {limit} {limit?device|devices}, and {used} {used?is|are} active: release a device that you " +
			"don't use any more, or ask your administrator for more",
		Fr: "la licence de {product} permet {limit} {limit?appareil|appareils}, et {used} {used?est actif|sont actifs} : libérez un " +
			"appareil dont vous ne vous servez plus, ou demandez-en davantage à votre administrateur",
	},
	"device.limitByFile": {
		En: "the license of {product} allows {limit} {limit?device|devices}, and {used} {used?slot is|slots are} taken, one of them by an " +
			"offline license file of a released device until {until}: wait, release another device, or ask your administrator for more",
		Fr: "la licence de {product} permet {limit} {limit?appareil|appareils}, et {used} {used?place est prise|places sont prises}, " +
			"dont une par le fichier de licence hors ligne d'un appareil libéré, jusqu'au {until} : attendez, libérez un autre " +
			"appareil, ou demandez-en davantage à votre administrateur",
	},
	"device.sameMachine": {
		En: "this machine looks like the device {name}: if it is, activate again and say so, and it takes over " +
			"that slot",
		Fr: "cette machine ressemble à l'appareil {name} : si c'est lui, activez de nouveau en le disant, et il " +
			"reprend sa place",
	},
	"device.unknown": {
		En: "this device is not active under the license of {product}: it was released, or never activated. " +
			"Activate it",
		Fr: "cet appareil n'est pas actif avec la licence de {product} : il a été libéré, ou jamais activé. Activez-le",
	},
	"device.releases": {
		En: "you have released {most} devices within {days} days, which is the limit: ask your administrator to " +
			"release this one",
		Fr: "vous avez libéré {most} appareils en {days} jours, ce qui est la limite : demandez à votre " +
			"administrateur de libérer celui-ci",
	},
	"device.noKey": {
		En: "no license has this key: it has ended, or the key is another server's. Look at the mail that " +
			"brought it, or ask your administrator",
		Fr: "aucune licence n'a cette clé : elle est terminée, ou la clé est celle d'un autre serveur. Regardez le message qui l'a " +
			"apportée, ou demandez à votre administrateur",
	},
	"device.none": {
		En: "there is no device {device:q}: {run:device.list} has all of them",
		Fr: "il n'y a pas d'appareil {device:q} : {run:device.list} les donne tous",
	},
	"device.gone": {
		En: "the device {device:q} is released already",
		Fr: "l'appareil {device:q} est déjà libéré",
	},
	"device.fingerprint": {
		En: "the fingerprint has {found} {found?byte|bytes}: give one of {least} to {most} that is this device's alone",
		Fr: "l'empreinte a {found} {found?octet|octets} : donnez-en une de {least} à {most} qui ne soit qu'à cet " +
			"appareil",
	},
	"device.tooLong": {
		En: "{member} has {found} bytes, and {most} are allowed: shorten it",
		Fr: "{member} a {found} octets, et {most} sont permis : raccourcissez",
	},
	"device.notText": {
		En: "{member} has characters that can't be shown: send text on one line, in UTF-8",
		Fr: "{member} a des caractères qui ne peuvent pas être affichés : envoyez un texte d'une ligne, en UTF-8",
	},
	"device.key.empty": {
		En: "the license key is empty: enter its {length} characters",
		Fr: "la clé de licence est vide : saisissez ses {length} caractères",
	},
	"device.key.incomplete": {
		En: "the license key is incomplete: {found} {found?character|characters} of {length}. Copy all of it, to " +
			"its end",
		Fr: "la clé de licence est incomplète : {found} {found?caractère|caractères} sur {length}. Copiez-la en " +
			"entier, jusqu'à la fin",
	},
	"device.key.tooLong": {
		En: "this is longer than a license key, which has {length} characters: copy nothing but the key, and once",
		Fr: "ceci est plus long qu'une clé de licence, qui a {length} caractères : ne copiez que la clé, et une " +
			"seule fois",
	},
	"device.key.group": {
		En: "a character of the license key is wrong: look at group {group} of 6, character {position}",
		Fr: "un caractère de la clé de licence est faux : regardez le groupe {group} sur 6, caractère {position}",
	},
	"device.key.mistyped": {
		En: "a character of the license key is wrong, or several: compare it with the mail, or copy it from there",
		Fr: "un ou plusieurs caractères de la clé de licence sont faux : comparez-la avec le message, ou " +
			"copiez-la de là",
	},
	"device.api.json": {
		En: "the request is no JSON object with the members of /device/v1/openapi.json alone: correct it",
		Fr: "la requête n'est pas un objet JSON qui n'a que les membres de /device/v1/openapi.json : corrigez-la",
	},
	"device.api.kind": {
		En: "the member {member:q} has a value of another type than in /device/v1/openapi.json: correct it",
		Fr: "le membre {member:q} a une valeur d'un autre type que dans /device/v1/openapi.json : corrigez-le",
	},
	"device.api.media": {
		En: "the request is of another media type: send JSON, as application/json",
		Fr: "la requête est d'un autre type de média : envoyez du JSON, en application/json",
	},
	"device.api.large": {
		En: "the request is larger than {most} bytes: send the members of /device/v1/openapi.json alone",
		Fr: "la requête dépasse {most} octets : n'envoyez que les membres de /device/v1/openapi.json",
	},
	"device.api.keyOnly": {
		En: "this is asked with the license key alone: an activation by e-mail and code answers it",
		Fr: "ceci se demande avec la seule clé de licence : une activation par adresse et code la donne",
	},
	"device.api.keyOrCode": {
		En: "an activation has a license key, or an address and the code that was mailed to it: give one of both",
		Fr: "une activation a une clé de licence, ou une adresse et le code qui y a été envoyé : donnez l'un des deux",
	},
	"device.api.method": {
		En: "this is asked with POST",
		Fr: "ceci se demande avec POST",
	},
	"device.api.nothing": {
		En: "there is nothing here: /device/v1/openapi.json has all that can be asked",
		Fr: "il n'y a rien ici : /device/v1/openapi.json donne tout ce qui peut être demandé",
	},
	"device.api.often": {
		En: "too many requests: try again in {seconds} {seconds?second|seconds}",
		Fr: "trop de requêtes : réessayez dans {seconds} {seconds?seconde|secondes}",
	},
	"device.missing": {
		En: "{flag} is missing: a client gives --server, --fingerprint and --key; to activate, also --email and --code in the " +
			"place of --key",
		Fr: "{flag} manque : un client donne --server, --fingerprint et --key ; pour activer, aussi --email et --code à la place " +
			"de --key",
	},
	"device.missingCode": {
		En: "{flag} is missing: with --email a client gives --server, --code and --fingerprint",
		Fr: "{flag} manque : avec --email, un client donne --server, --code et --fingerprint",
	},
	"device.missingAddress": {
		En: "{flag} is missing: a code is asked for with --server and --email",
		Fr: "{flag} manque : un code se demande avec --server et --email",
	},
	"device.keyAndCode": {
		En: "--code without --email is a license key, and --key is one, too: give one of both",
		Fr: "--code sans --email est une clé de licence, et --key en est une aussi : donnez l'un des deux",
	},
	"device.keyIs": {
		En: "the license key, by which this device is asked about from now on, and others activate: {key}",
		Fr: "la clé de licence, par laquelle cet appareil s'adresse désormais au serveur et d'autres s'activent : {key}",
	},
	"device.codeAsked": {
		En: "if {address} has a mailbox, a code is on its way there, which works for {minutes} minutes: give it to `usher device activate`",
		Fr: "si {address} a une boîte de courriel, un code y est en route, qui fonctionne pendant {minutes} minutes : donnez-le à " +
			"`usher device activate`",
	},
	"device.both": {
		En: "a device is released by its id, or with --server, --key and --fingerprint as a client does: give " +
			"one of both",
		Fr: "un appareil se libère par son identifiant, ou avec --server, --key et --fingerprint comme le fait " +
			"un client : donnez l'un des deux",
	},
	"device.refused": {
		En: "{says} ({code})",
		Fr: "{says} ({code})",
	},
	"device.unreachable": {
		En: "the server {server} has not answered: {cause}. A license file that the device has counts until it ends",
		Fr: "le serveur {server} n'a pas répondu : {cause}. Un fichier de licence que l'appareil possède compte " +
			"jusqu'à sa fin",
	},
	"device.server": {
		En: "{server:q} is no address of a server: write it as https://usher.example.com",
		Fr: "{server:q} n'est pas l'adresse d'un serveur : écrivez-la comme https://usher.example.com",
	},
	"device.stranger": {
		En: "what answers there is no license server",
		Fr: "ce qui répond là n'est pas un serveur de licences",
	},
	"device.notWritten": {
		En: "the device {device} is active, and its license file could not be written to {file}: {cause}. Send a " +
			"heartbeat with --out to get it again",
		Fr: "l'appareil {device} est actif, mais son fichier de licence n'a pas pu être écrit dans {file} : {cause}. Envoyez un signal " +
			"(usher device heartbeat) avec --out pour l'obtenir de nouveau",
	},
	"device.isActive": {
		En: "the device {device} is active under the license of {product}: {used} of {limit} devices",
		Fr: "l'appareil {device} est actif avec la licence de {product} : {used} {used?appareil|appareils} sur {limit}",
	},
	"device.isHeard": {
		En: "the device {device} goes on under the license of {product}: {used} of {limit} devices",
		Fr: "l'appareil {device} continue avec la licence de {product} : {used} {used?appareil|appareils} sur {limit}",
	},
	"device.isReleased": {
		En: "the device {device} is released: {used} of {limit} devices",
		Fr: "l'appareil {device} est libéré : {used} {used?appareil|appareils} sur {limit}",
	},
	"device.isHeld": {
		En: "the device {device} is released, and its license file keeps the slot until {until}",
		Fr: "l'appareil {device} est libéré, et son fichier de licence garde la place jusqu'au {until}",
	},
	"device.stands": {
		En: "the license of {product} is {state}: {used} of {limit} devices",
		Fr: "la licence de {product} est dans l'état {state} : {used} {used?appareil|appareils} sur {limit}",
	},
}
