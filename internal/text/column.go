package text

// Column is the heading of a column of a table, by its English name.
func Column(l Language, name string) string {
	if l == French {
		if french, known := columns[name]; known {
			return french
		}
	}
	return name
}

// columns are the headings in French, by the English ones. What both languages call the same is not among them.
var columns = map[string]string{
	"ACCOUNT": "COMPTE", "ACTOR": "ACTEUR", "AFTER": "APRÈS", "ANSWER": "RÉPONSE", "ASKED": "DEMANDÉ", "ATTRIBUTE": "ATTRIBUT", "ATTRIBUTES": "ATTRIBUTS",
	"AUTHORITATIVE-FOR": "FAIT-AUTORITÉ-POUR", "BEFORE": "AVANT", "BUILT-IN": "INTÉGRÉ", "CASE": "DOSSIER", "CHANNEL": "CANAL", "CHECKED": "CONTRÔLÉ",
	"CONFIRMED": "CONFIRMÉ", "COUNT": "NOMBRE", "CREATED": "CRÉÉ", "DETAIL": "DÉTAIL", "DOMAIN": "DOMAINE", "DOMAIN-POLICY": "POLITIQUE-DE-DOMAINE",
	"ENDPOINT": "CHEMIN", "EXPIRES": "EXPIRE", "FIRST-FOR": "PREMIER-POUR", "FLAGS": "MARQUES", "FIRST": "PREMIER", "FROM": "DEPUIS-L'ADRESSE", "GROUP": "GROUPE",
	"GROUP-NAMES": "NOMS-DE-GROUPES", "KEY": "CLÉ", "KIND": "TYPE", "LAST": "DERNIER", "LAST-CONTACT": "DERNIER-CONTACT", "LAST-ERROR": "DERNIÈRE-ERREUR",
	"LANGUAGE": "LANGUE", "LAST-USED": "DERNIER-USAGE", "LEFT-ASIDE": "LAISSÉ-DE-CÔTÉ", "LEVEL": "NIVEAU", "LINKED-TO": "RELIÉ-À", "LOG-DAYS": "JOURS-DE-JOURNAL", "LOGIN": "IDENTIFIANT", "MAY-BE-USER": "PEUT-ÊTRE-UTILISATEUR",
	"MEMBER": "MEMBRE", "MEMBERS": "MEMBRES", "METHOD": "MÉTHODE", "MODIFIED": "MODIFIÉ", "NAME": "NOM", "NEXT": "À-FAIRE", "OMITTED-ACTIVE": "ACTIVE-OMIS", "OPERATION": "OPÉRATION",
	"OUTCOME": "RÉSULTAT", "PATH": "CHEMIN-REÇU", "PEOPLE": "PERSONNES", "PERSON": "PERSONNE", "RANK": "RANG", "REASON": "RAISON", "RECORD": "FICHE",
	"RECORDS": "FICHES", "REQUEST": "REQUÊTE", "RISKS": "RISQUES", "ROLE": "RÔLE", "RULE": "RÈGLE", "SCHEMA": "SCHÉMA", "SINCE": "DEPUIS",
	"STATE": "ÉTAT", "STATUS": "STATUT", "SUBDOMAINS": "SOUS-DOMAINES", "TIME": "HEURE", "TOKEN": "JETON", "TRAFFIC-DAYS": "JOURS-DE-TRAFIC", "TRUSTED-FOR": "FIABLE-POUR", "USER": "UTILISATEUR",
	"VALUE": "VALEUR", "WAITING": "EN-ATTENTE", "WHAT": "QUOI",
}
