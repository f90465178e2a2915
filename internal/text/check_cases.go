package text

// checkPurposesFrench are what the cases of clients are for, by their ids.
var checkPurposesFrench = map[string]string{
	"okta-001-test-credentials": "Test de connexion quand l'administrateur enregistre l'intégration : première " +
		"page de deux personnes",
	"okta-003-exists-miss": "Question d'existence avant la création, sans résultat (Okta accepte aussi 404 ici, " +
		"200 est la réponse sûre)",
	"okta-005-create-empty-strings": "Des attributs facultatifs envoyés comme textes vides ne doivent pas faire " +
		"échouer la création",
	"okta-006-exists-hit":        "La question d'existence trouve exactement une personne",
	"okta-007-exists-other-case": "Le filtre sur userName trouve sans égard à la casse",
	"okta-010-bad-token":         "Un faux jeton donne 401 avec un corps d'erreur SCIM",
	"okta-011-put-update": "Lire, modifier, écrire par PUT : le corps répète id, meta, groups et le display d'une " +
		"adresse",
	"okta-013-patch-deactivate": "Les intégrations du catalogue désactivent par un replace sans chemin",
	"okta-014-patch-reactivate": "Réactivation par un replace sans chemin",
	"okta-016-import-paging": "L'import parcourt les pages par startIndex et count jusqu'à totalResults ; les " +
		"compteurs sont des nombres JSON et les pages ne se recouvrent pas",
	"okta-017-group-create":         "L'envoi de groupes crée un groupe vide",
	"okta-018-group-lookup":         "Recherche d'un groupe par displayName quand l'id externe est inconnu",
	"okta-019-group-lookup-miss":    "Recherche d'un groupe sans résultat",
	"okta-021-group-delta":          "Différence des membres : remove avec filtre puis add dans une seule requête",
	"okta-023-group-replace-empty":  "« Push now » sur un groupe vide remplace les membres par un tableau vide",
	"okta-024-group-pathless-empty": "Variante sans chemin qui porte members:[], id et displayName",
	"okta-028-member-readd":         "Ajouter de nouveau un membre présent ne fait rien : ni doublon ni erreur",
	"okta-029-remove-nonmember":     "Le remove avec filtre de qui n'est pas membre ne doit pas casser l'envoi",
	"okta-030-unknown-member": "Id de membre périmé dans un envoi : jamais 5xx (répété sans fin) ; un 400 perd " +
		"tout l'envoi, car Okta ne le répète pas",
	"okta-031-json-content-type": "Corps en simple application/json avec un charset dans Accept",
	"okta-032-rehire": "Réattribution d'une personne désactivée : la question trouve la personne inactive, qui est " +
		"réactivée, sans deuxième création",
	"okta-033-manager-unresolvable": "L'extension enterprise envoie un id de responsable du système RH qui n'est " +
		"pas un id SCIM ; la création ne doit pas échouer",
	"okta-034-groups-import": "Page d'import de groupes",
	"okta-035-resource-types": "La découverte de la gouvernance commence par ResourceTypes, en liste avec endpoint " +
		"et schema",
	"okta-036-value-as-array":   "Replace d'une valeur simple envoyé comme tableau d'un élément",
	"entra-001-test-connection": "Test Connection demande un GUID au hasard ; attend 200 et une liste vide",
	"entra-003-create": "Création avec meta.resourceType, roles vide et le schéma enterprise nommé sans objet " +
		"d'extension",
	"entra-004-create-nulls":         "Création avec des null explicites pour les attributs sans valeur",
	"entra-005-create-string-active": "Création avec active comme texte True",
	"entra-008-enable-string":        "Réactivation par le texte True",
	"entra-010-disable-bool":         "Variante booléenne avec op en majuscule",
	"entra-011-add-single":           "Add, en majuscule, d'un texte simple",
	"entra-012-add-email-absent": "Add par un filtre de valeur sans élément correspondant doit créer l'élément " +
		"avec ce type",
	"entra-013-replace-email-absent": "Replace par un filtre de valeur sans correspondance : la RFC dit noTarget, " +
		"les intégrations d'Entra attendent la création de l'élément",
	"entra-014-replace-email": "Le replace d'une adresse work présente garde type et primary",
	"entra-015-many-ops":      "Une opération par attribut, dont externalId et un chemin à préfixe URN",
	"entra-016-extension-appears": "Ajouter un attribut d'extension à une personne créée sans l'extension ajoute " +
		"son URN à schemas",
	"entra-018-manager-array":  "Responsable envoyé comme tableau d'un élément sous le chemin court",
	"entra-019-manager-object": "Responsable envoyé comme objet",
	"entra-021-manager-empty":  "Responsable effacé par le replace d'un texte vide",
	"entra-022-roles-primary-string": `SingleAppRoleAssignment : trois opérations sur roles[primary eq "True"] ` +
		"doivent former UN rôle dont primary est le booléen true",
	"entra-025-address-build": "Plusieurs opérations Add sur le même filtre sans correspondance s'accumulent en " +
		"une adresse",
	"entra-027-username-change":      "userName remplacé par PATCH",
	"entra-028-soft-deleted-visible": "Les personnes désactivées sont toujours renvoyées par id et par filtre",
	"entra-030-delete-twice":         "Une deuxième suppression et la suppression d'un id inconnu donnent 404",
	"entra-031-work-email-filter":    "Recherche par l'adresse work",
	"entra-033-attr-case-filter": "Nom d'attribut dans une autre casse, barre oblique finale avant la requête, " +
		"espaces codés en plus",
	"entra-034-manager-check": "Vérification d'une référence avant modification : id et manager dans un filtre, " +
		"seul id est demandé",
	"entra-036-group-create":          "Création d'un groupe qui nomme l'URN de schéma ADSCIM de Microsoft",
	"entra-038-group-filter-excluded": "Recherche d'un groupe par nom, sans les membres",
	"entra-039-group-rename":          "Renommer un groupe ; la réponse documentée est 204",
	"entra-041-group-remove-by-value": "Comportement par défaut : remove du chemin members avec le membre dans " +
		"value ; SEUL ce membre part",
	"entra-043-group-many-ops":     "Des opérations Add répétées sur members dans une requête s'accumulent",
	"entra-044-group-member-check": "Vérification de l'appartenance par un filtre sur members",
	"entra-045-schemas":            "Découverte des schémas à l'enregistrement de la configuration : une liste, sans null",
	"entra-046-user-group-delete":  "Suppression d'un groupe",
	"entra-047-unknown-op-key":     "L'opération porte une clé inconnue « name » et les membres portent displayName",
	"entra-048-member-bare-string": "Ajout d'un membre comme simple texte, avec un id à côté d'Operations",
	"entra-049-remove-all":         "remove du chemin members sans valeur vide le groupe",
	"entra-053-case-filter":        "Filtre sur une personne présente dans une autre casse",
	"entra-055-mixed-ops":          "Ôter un attribut, en ajouter un autre, en remplacer un troisième",
	"entra-056-patch-200-body": "PATCH sur une personne répond 200 avec la ressource (le validateur le préfère à " +
		"204)",
	"entra-057-minimal-then-verbose": "Création avec userName seul, puis tout ajouter feuille par feuille",
	"entraflag-001-disable":          "Désactivation : replace en minuscules avec un booléen",
	"entraflag-003-dotted-add":       "Add sans chemin avec le même style de clés sur une personne sans name ni extension",
	"entraflag-004-remove-member":    "Retrait d'un membre par filtre de valeur",
	"entraflag-005-add-nickname":     "add en minuscules d'un texte",
	"onelogin-001-enable":            "Activer la connexion à l'API lit ServiceProviderConfig",
	"onelogin-004-email-object":      "Adresses de courriel écrites comme un objet plutôt qu'un tableau",
	"onelogin-005-nulls":             "Des null explicites dans un PUT effacent et n'échouent pas",
	"onelogin-007-deprovision": "Le retrait est une suspension (PATCH de active) ou une suppression selon le " +
		"réglage de l'application",
	"onelogin-009-email-no-primary":     "Adresses de courriel sans marque primary",
	"jumpcloud-002-op-per-field":        "Un replace par attribut avec un chemin, active comme booléen",
	"jumpcloud-004-member-remove-value": "Le retrait nomme le membre dans value, comme Entra par défaut",
	"jumpcloud-005-empty-list": "La validation d'un annuaire vide demande tout de même une vraie enveloppe de " +
		"liste pour les groupes",
	"ping-003-connection-check": "Le test de connexion lit la personne d'id 0 et attend 404, avant chaque opération",
	"ping-004-group-patch":      "Appartenance par PATCH add et remove",
	"cyberark-001-discovery": "Lectures requises : une personne, la configuration, les deux types de ressources " +
		"par nom, un schéma par URN",
	"google-001-username-only":  "Création qui ne porte que userName et name, sans adresse de courriel",
	"rippling-001-email-filter": "Recherche par l'adresse principale avec un filtre de valeur",
	"rippling-002-email-dotted": "Recherche par emails.value et par emails seul",
	"sailpoint-001-aggregate":   "L'agrégation de comptes parcourt personnes et groupes par pages et lit les schémas",
	"ssosync-001-user":          "Chercher par userName, créer avec adresses, modifier par PUT, supprimer",
	"ssosync-003-members":       "Ajouter et retirer des membres par tableaux de value, jusqu'à cent à la fois",
	"authentik-001-config":      "Le choix des fonctions suit ServiceProviderConfig, qui doit se lire entièrement",
	"authentik-002-group-replace-all": "Modification d'un groupe : un seul replace sans chemin qui porte tout le " +
		"groupe, dont id, schemas et externalId",
	"authentik-003-group-conflict": "Une création de groupe refusée par 409 fait chercher le groupe par displayName",
	"authentik-005-discover":       "La découverte parcourt les groupes par startIndex seul et se fie à totalResults",
	"generic-002-plus-address":     "userName avec un plus, codé en pour cent dans le filtre",
	"generic-003-quotes-unicode": "Un nom de groupe avec guillemets, barre oblique inverse et lettres non ASCII " +
		"revient tel quel et se cherche",
	"generic-004-bad-json": "JSON mal formé",
	"generic-005-bad-filter": "Un filtre invalide donne 400 invalidFilter, jamais un 200 vide (les clients " +
		"créeraient des doublons)",
	"generic-007-huge-count": "Un count trop grand est plafonné, zéro ne rend que le total, un count négatif vaut " +
		"zéro, un startIndex inférieur à un vaut un",
	"generic-008-client-id-ignored":     "L'id et le meta donnés par le client sont ignorés à la création",
	"generic-010-patch-unknown-user":    "PATCH, PUT et DELETE d'un id inconnu donnent 404 ; PUT ne crée jamais",
	"generic-011-group-of-deleted-user": "Supprimer une personne la retire des groupes",
	"generic-013-content-type":          "Les réponses portent application/scim+json",
	"generic-014-search-post":           ".search se comporte comme GET",
}
