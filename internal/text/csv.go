package text

// What is wrong with a list of people, or worth knowing of it before it is imported.
var csvWords = map[string]words{
	"csv.empty": {
		En: "the file is empty: its first line has to be headers, such as those of the template",
		Fr: "le fichier est vide : sa première ligne doit être des en-têtes, comme ceux du modèle",
	},
	"csv.large": {
		En: "the file has {size} bytes, more than {most}: split it",
		Fr: "le fichier compte {size} octets, plus que {most} : divisez-le",
	},
	"csv.rows": {
		En: "the file has more than {most} rows: split it",
		Fr: "le fichier compte plus de {most} lignes de données : divisez-le",
	},
	"csv.workbook": {
		En: "the file is a workbook and no CSV: save its sheet as \"CSV UTF-8\"",
		Fr: "le fichier est un classeur et non un CSV : enregistrez sa feuille en « CSV UTF-8 »",
	},
	"csv.packed": {
		En: "the file is compressed: unpack it first",
		Fr: "le fichier est compressé : décompressez-le d'abord",
	},
	"csv.document": {
		En: "the file is a document or a web page and no CSV: download it again, or save it as CSV",
		Fr: "le fichier est un document ou une page web et non un CSV : téléchargez-le de nouveau, ou enregistrez-le " +
			"en CSV",
	},
	"csv.utf32": {
		En: "the file is UTF-32, which is not read: save it as UTF-8",
		Fr: "le fichier est en UTF-32, qui n'est pas lu : enregistrez-le en UTF-8",
	},

	"csv.option.encoding": {
		En: "{encoding:q} is no encoding that is read: write one of {encodings}",
		Fr: "{encoding:q} n'est pas un encodage qui se lit : écrivez l'un de {encodings}",
	},
	"csv.option.separator": {
		En: "{separator:q} can't separate cells: give a comma, a semicolon, a tab or |",
		Fr: "{separator:q} ne peut pas séparer les cellules : donnez une virgule, un point-virgule, une tabulation " +
			"ou |",
	},
	"csv.option.language": {
		En: "{language:q} is no language of lists: write en or fr",
		Fr: "{language:q} n'est pas une langue des listes : écrivez en ou fr",
	},

	"csv.header.email": {
		En: "line {line}: no column has the e-mail address: call it {english:q} or {french:q}; the headers are " +
			"{headers}",
		Fr: "ligne {line} : aucune colonne n'a l'adresse de courriel : nommez-la {french:q} ou {english:q} ; les " +
			"en-têtes sont {headers}",
	},
	"csv.header.lower": {
		En: "line {line} is no line of headers, but line {found} is: delete what stands above it",
		Fr: "la ligne {line} n'est pas celle des en-têtes, mais la ligne {found} l'est : supprimez ce qui se trouve " +
			"au-dessus",
	},
	"csv.header.twice": {
		En: "line {line}: the columns {first:q} and {second:q} say the same: leave one of them out, or rename it",
		Fr: "ligne {line} : les colonnes {first:q} et {second:q} disent la même chose : retirez l'une d'elles, ou " +
			"renommez-la",
	},
	"csv.header.long": {
		En: "line {line}: the headers have more than {most} bytes: leave out what is not needed",
		Fr: "ligne {line} : les en-têtes comptent plus de {most} octets : retirez ce qui n'est pas nécessaire",
	},
	"csv.header.many": {
		En: "line {line}: {columns} columns are more than {most}: leave out what is not needed",
		Fr: "ligne {line} : {columns} colonnes, c'est plus que {most} : retirez ce qui n'est pas nécessaire",
	},
	"csv.header.quote": {
		En: "line {line}: a header has a quotation mark that does not close, or text behind the one that closes: put " +
			"it right",
		Fr: "ligne {line} : un en-tête a un guillemet qui ne se ferme pas, ou du texte après celui qui ferme : " +
			"corrigez-le",
	},

	"csv.column.unknown": {
		En: "column {header:q} is not known and is left aside",
		Fr: "la colonne {header:q} n'est pas connue et est laissée de côté",
	},
	"csv.column.near": {
		En: "column {header:q} is not known and is left aside; did you mean {near:q}?",
		Fr: "la colonne {header:q} n'est pas connue et est laissée de côté ; vouliez-vous dire {near:q} ?",
	},
	"csv.column.unnamed": {
		En: "column {n} has no header and is left aside with what it holds",
		Fr: "la colonne {n} n'a pas d'en-tête et est laissée de côté avec ce qu'elle contient",
	},
	"csv.column.role": {
		En: "column {header:q} is ignored: no file gives or takes a role",
		Fr: "la colonne {header:q} est ignorée : aucun fichier ne donne ni ne retire un rôle",
	},
	"csv.encoding.windows": {
		En: "the file is read as Windows-1252, since it is no UTF-8: look at the names with accents; if they are " +
			"wrong, say which encoding it has",
		Fr: "le fichier est lu en Windows-1252, puisqu'il n'est pas en UTF-8 : regardez les noms accentués ; s'ils " +
			"sont faux, dites quel encodage il a",
	},
	"csv.encoding.mixed": {
		En: "the file is UTF-8 with {n} {n?byte|bytes} that can't be: the rows that hold them are bad",
		Fr: "le fichier est en UTF-8 avec {n} {n?octet qui ne peut|octets qui ne peuvent} l'être : les lignes " +
			"concernées sont mauvaises",
	},

	"csv.row.long": {
		En: "the row has more than {most} bytes: shorten it",
		Fr: "la ligne compte plus de {most} octets : raccourcissez-la",
	},
	"csv.row.wide": {
		En: "the row has {cells} cells, and there are {columns} columns: put what holds a separator between " +
			"quotation marks",
		Fr: "la ligne a {cells} cellules pour {columns} colonnes : mettez entre guillemets ce qui contient un " +
			"séparateur",
	},
	"csv.quote.open": {
		En: "a quotation mark opens here and never closes: close it behind the cell, or write it twice where it is " +
			"part of the text",
		Fr: "un guillemet s'ouvre ici et ne se ferme jamais : fermez-le après la cellule, ou doublez-le s'il fait " +
			"partie du texte",
	},
	"csv.quote.behind": {
		En: "there is text behind the quotation mark that closes a cell: write a quotation mark twice where it is " +
			"part of the text",
		Fr: "il y a du texte après le guillemet qui ferme une cellule : doublez un guillemet qui fait partie du texte",
	},

	"csv.cell.long": {
		En: "the cell has {bytes} bytes, more than {most}: shorten it",
		Fr: "la cellule compte {bytes} octets, plus que {most} : raccourcissez-la",
	},
	"csv.cell.bytes": {
		En: "{value:q} holds bytes that are no UTF-8, as the rest of the file is: type the character anew and save " +
			"the file as UTF-8",
		Fr: "{value:q} contient des octets qui ne sont pas en UTF-8 comme le reste du fichier : retapez le caractère " +
			"et enregistrez le fichier en UTF-8",
	},
	"csv.cell.lost": {
		En: "{value:q} holds a character that an earlier program has lost: type it anew",
		Fr: "{value:q} contient un caractère qu'un programme précédent a perdu : retapez-le",
	},
	"csv.cell.control": {
		En: "{value:q} holds a control character: delete it",
		Fr: "{value:q} contient un caractère de contrôle : supprimez-le",
	},
	"csv.cell.unseen": {
		En: "{value:q} holds a character that nobody sees: type the value anew",
		Fr: "{value:q} contient un caractère que personne ne voit : retapez la valeur",
	},
	"csv.cell.failure": {
		En: "{value:q} is what a spreadsheet writes where a formula has failed: write the value itself",
		Fr: "{value:q} est ce qu'un tableur écrit quand une formule a échoué : écrivez la valeur elle-même",
	},
	"csv.cell.power": {
		En: "{value:q} is what a spreadsheet has made of a long number: format the column as text, write the number " +
			"again and save",
		Fr: "{value:q} est ce qu'un tableur a fait d'un long nombre : mettez la colonne au format texte, réécrivez " +
			"le nombre et enregistrez",
	},
	"csv.list.long": {
		En: "the cell lists {n} values, more than {most}: leave some out",
		Fr: "la cellule énumère {n} valeurs, plus que {most} : retirez-en",
	},
	"csv.email.empty": {
		En: "the e-mail address is missing: without one nobody is found",
		Fr: "l'adresse de courriel manque : sans elle, personne n'est trouvé",
	},
	"csv.email.clear": {
		En: "an e-mail address can't be cleared by {word:q}: write the new one, or leave the row out",
		Fr: "une adresse de courriel ne peut pas être effacée par {word:q} : écrivez la nouvelle, ou retirez la ligne",
	},
	"csv.email.form": {
		En: "{value:q} is no e-mail address: write one such as ana@example.com",
		Fr: "{value:q} n'est pas une adresse de courriel : écrivez-en une comme ana@example.com",
	},
	"csv.active": {
		En: "{value:q} says neither yes nor no: write yes or no",
		Fr: "{value:q} ne dit ni oui ni non : écrivez oui ou non",
	},
	"csv.licenses": {
		En: "{value:q} is no number of licenses: write a whole one from 0 to {most}",
		Fr: "{value:q} n'est pas un nombre de licences : écrivez un nombre entier de 0 à {most}",
	},
	"csv.date.form": {
		En: "{value:q} is no day: write it as 2026-12-31",
		Fr: "{value:q} n'est pas un jour : écrivez-le comme 2026-12-31",
	},
	"csv.date.unclear": {
		En: "{value:q} is {first} or {second}: write the one that is meant in that form",
		Fr: "{value:q} est {first} ou {second} : écrivez sous cette forme celui qui est voulu",
	},
	"csv.date.order": {
		En: "the end, {end}, is before the start, {start}: put one of them right",
		Fr: "la fin, {end}, précède le début, {start} : corrigez l'un des deux",
	},
}
