package csvfile

// naming is what a field is called: by this package, and in headers; what templates say comes first.
type naming struct {
	Name            string
	English, French []string
}

// names are those of the fields. Headers are compared without case, accents, blanks and signs, so that each stands here
// once. What means one thing here and another there is none of them, such as "team", "alias", "license" for which one,
// or "état" for a status: it is better left aside, and said so, than taken for what it is not.
var names = [fieldCount]naming{
	Email: {"email", []string{"E-mail", "email address", "mail", "primary email", "work email", "business email",
		"emails"},
		[]string{"Courriel", "adresse courriel", "adresse de courriel", "adresse e-mail", "adresse électronique",
			"adresse mail", "mél", "courriel principal", "courriel professionnel", "e-mail professionnel"}},
	UserName: {"userName", []string{"User name", "login", "login name", "logon name", "upn", "user principal name"},
		[]string{"Nom d'utilisateur", "identifiant de connexion", "nom de connexion"}},
	ExternalID: {"externalId", []string{"External ID", "id", "user id", "person id", "unique id"},
		[]string{"Identifiant externe", "id externe", "identifiant", "identifiant unique"}},
	GivenName: {"givenName", []string{"First name", "given name", "forename"},
		[]string{"Prénom", "prénoms", "prénom usuel"}},
	FamilyName: {"familyName", []string{"Last name", "family name", "surname"},
		[]string{"Nom", "nom de famille", "nom usuel"}},
	DisplayName: {"displayName", []string{"Display name", "full name", "name"},
		[]string{"Nom affiché", "nom complet", "nom d'affichage", "prénom et nom", "nom et prénom"}},
	EmployeeNumber: {"employeeNumber", []string{"Employee number", "employee id", "employee no", "staff number",
		"personnel number"}, []string{"Matricule", "numéro d'employé", "no d'employé", "n° d'employé",
		"numéro de matricule",
		"matricule employé"}},
	Title: {"title", []string{"Job title", "position", "job"},
		[]string{"Titre", "fonction", "poste", "intitulé du poste", "titre du poste", "emploi"}},
	Department: {"department", []string{"Department", "dept"}, []string{"Service", "département"}},
	Division:   {"division", []string{"Division", "business unit"}, []string{"Direction", "unité d'affaires"}},
	Organization: {"organization", []string{"Organization", "organisation", "company", "company name", "employer"},
		[]string{"Entreprise", "société", "organisme", "employeur"}},
	CostCenter: {"costCenter", []string{"Cost center", "cost centre"}, []string{"Centre de coûts", "centre de coût"}},
	Manager: {"manager", []string{"Manager", "manager email", "manager id", "supervisor", "reports to"},
		[]string{"Responsable", "courriel du responsable", "gestionnaire", "supérieur", "supérieur hiérarchique",
			"supérieure",
			"supérieure hiérarchique", "courriel du gestionnaire", "e-mail du responsable",
			"responsable hiérarchique"}},
	Phone: {"phone", []string{"Phone", "phone number", "telephone", "telephone number", "work phone", "business phone",
		"office phone"}, []string{"Téléphone", "numéro de téléphone", "tél", "téléphone professionnel",
		"téléphone fixe",
		"téléphone bureau"}},
	Mobile: {"mobile", []string{"Mobile", "mobile phone", "mobile number", "cell", "cell phone"},
		[]string{"Portable", "téléphone portable", "téléphone mobile", "cellulaire", "numéro de portable",
			"téléphone cellulaire"}},
	OtherEmails: {"otherEmails", []string{"Other e-mails", "other email", "secondary email", "alternate email",
		"additional emails"}, []string{"Autres courriels", "autre courriel", "courriel secondaire", "autres adresses",
		"autres e-mails"}},
	Street: {"street", []string{"Street", "street address", "address"},
		[]string{"Rue", "adresse", "adresse postale", "numéro et rue"}},
	Locality: {"locality", []string{"City", "locality", "town"}, []string{"Ville", "localité", "commune"}},
	Region: {"region", []string{"Region", "state", "province", "state or province"}, []string{"Région",
		"province ou état"}},
	PostalCode: {"postalCode", []string{"Postal code", "zip", "zip code", "postcode"}, []string{"Code postal", "cp"}},
	Country:    {"country", []string{"Country", "country code"}, []string{"Pays", "code pays"}},
	Language: {"language", []string{"Language", "preferred language"},
		[]string{"Langue", "langue préférée"}},
	Locale:   {"locale", []string{"Locale"}, []string{"Paramètres régionaux", "locale"}},
	Timezone: {"timezone", []string{"Time zone"}, []string{"Fuseau horaire", "fuseau"}},
	UserType: {"userType", []string{"User type", "employee type", "employment type"},
		[]string{"Type d'utilisateur", "type de contrat", "type d'employé"}},
	Active: {"active", []string{"Active", "enabled", "is active", "account enabled"}, []string{"Actif", "active",
		"activé", "est actif"}},
	Groups: {"groups", []string{"Groups", "group", "group names", "member of"},
		[]string{"Groupes", "groupe", "noms des groupes", "membre de"}},
	Licenses: {"licenses", []string{"Licenses", "licences", "licenses wanted", "number of licenses", "seats"},
		[]string{"Licences", "nombre de licences", "licences voulues"}},
	StartDate: {"startDate", []string{"Start date", "hire date", "starts on"},
		[]string{"Date de début", "date d'embauche", "date d'arrivée", "date d'entrée"}},
	EndDate: {"endDate", []string{"End date", "termination date", "last day"},
		[]string{"Date de fin", "date de départ", "date de sortie", "fin de contrat"}},
}

// roles are headers of columns that elsewhere make somebody an administrator. No file raises anybody to a role (rule
// M10).
var roles = []string{
	"role", "roles", "rôle", "rôles", "user role", "account role", "admin role", "admin", "is admin",
	"administrator", "administrateur",
	"administratrice", "administrateurs", "est administrateur", "owner", "is owner", "propriétaire", "superuser",
	"super admin", "is superuser",
	"is staff", "privileges", "privilèges", "permissions", "permission", "rights", "droits", "access level",
	"niveau d'accès", "profil d'accès",
	"entitlements", "entitlement", "habilitations",
}

// remarks are the headers of what a file of rejected rows has besides, which stand there when it comes back (see
// Remarks).
var remarks = []string{"line", "ligne", "reason", "motif"}
