package text

// Where the cases of clients are from. Titles of documents and names of projects stay as they are.
const (
	sourceDelinea      = "documentation de Delinea : référence du point d'accès SCIM pour Okta"
	sourceOktaBeta     = "oktadev/okta-scim-beta, SCIM_tests_for_Runscope.json"
	sourceOktaProtocol = "référence du protocole SCIM 2.0 d'Okta (okta/okta-developer-docs, " +
		"docs/reference/scim/scim-20)"
	sourceOktaTest = "test SCIM 2.0 SPEC d'Okta pour Runscope (okta-developer-docs, standards/SCIM/SCIMFiles)"
	sourceQuirks   = "catalogue de particularités tenu par des utilisateurs (document « SCIM IdP Quirks and " +
		"Workarounds » d'un dépôt public ; non vérifié)"
	sourceRFC          = "RFC 7643 et 7644"
	sourceOktaConcepts = "notions et exigences SCIM d'Okta (okta-developer-docs, docs/concepts/scim/faqs)"
	sourceSDK          = "Captain-P-Goldfish/SCIM-SDK, ticket 757"
	sourceGateway      = "jelhub/scimgateway, ticket 113"
	sourceWSO2         = "wso2/product-is, tickets 16933 et 5333"
	sourceFleet        = "fleetdm/fleet, tickets 50724 et 52600"
	sourceLightdash    = "lightdash/lightdash, ticket 24458"
	sourceSnipeIT      = "grokability/snipe-it, ticket 19005"
	sourceOktaGuide    = "guide d'Okta : serveur SCIM 2.0 avec habilitations"
	sourceLearn        = "Microsoft Learn : développer un point d'accès SCIM (entra-docs " +
		"use-scim-to-provision-users-and-groups)"
	sourceReferenceCode = "AzureAD/SCIMReferenceCode, PostmanCollection.json"
	sourceLearnFlags    = "Microsoft Learn : conformité au protocole SCIM et indicateurs de fonction " +
		"(application-provisioning-config-problem-scim-compatibility)"
	sourceValidator = "requêtes de Microsoft SCIM Validator rapportées dans sourcegraph PR 49119, le ticket 416 " +
		"de SCIM-SDK et la documentation de pranems/SCIMServer"
	sourceLearnAttributes = "Microsoft Learn : customize-application-attributes"
	sourceManager         = "pranems/SCIMServer, MANAGER_PATCH_STRING_COERCION"
	sourceScimple         = "apache/directory-scimple, PR 1244"
	sourceSheet           = "aide-mémoire sur les IdP dans un dépôt public (vérifié le 2026-06-11 par son auteur)"
	sourceDjango          = "commentaire du code de django-scim2 sur la forme des adresses de OneLogin"
	sourceRust            = "données de test pour JumpCloud d'une bibliothèque SCIM publique en Rust"
	sourceMoni            = "base de connaissances d'uni-moni sur le PATCH de groupes de JumpCloud"
	sourcePingCheck       = "documentation de Ping Identity : test de connexion du provisionneur GitHub EMU"
	sourcePing            = "documentation de Ping Identity : provisionneur SCIM (fonctions ; gestion des personnes et des " +
		"groupes)"
	sourceCyberArk    = "documentation de CyberArk Identity : exigences de l'API SCIM pour le provisionnement"
	sourceAuthn       = "page d'authn.sh sur la correspondance des attributs SCIM (observations sur les fournisseurs)"
	sourceSailPoint   = "documentation du connecteur SCIM de SailPoint"
	sourceSSOSync     = "awslabs/ssosync, client internal/aws"
	sourceAWS         = "guide du développeur SCIM d'AWS IAM Identity Center"
	sourceAuthentik   = "goauthentik/authentik, clients providers/scim"
	sourceAuthentikPR = "goauthentik/authentik, PR 23950"
)

// checkSourcesFrench are where each case of a client is from, by its id.
var checkSourcesFrench = map[string]string{
	"okta-001-test-credentials":         sourceDelinea + " ; " + sourceOktaBeta,
	"okta-003-exists-miss":              sourceOktaProtocol + " ; " + sourceOktaTest,
	"okta-005-create-empty-strings":     sourceQuirks,
	"okta-006-exists-hit":               sourceOktaProtocol,
	"okta-007-exists-other-case":        sourceOktaTest + " ; " + sourceRFC,
	"okta-010-bad-token":                sourceOktaTest,
	"okta-011-put-update":               sourceOktaProtocol,
	"okta-013-patch-deactivate":         sourceOktaProtocol,
	"okta-014-patch-reactivate":         sourceOktaProtocol,
	"okta-016-import-paging":            sourceOktaProtocol + " ; " + sourceOktaConcepts,
	"okta-017-group-create":             sourceOktaProtocol,
	"okta-018-group-lookup":             sourceOktaProtocol,
	"okta-019-group-lookup-miss":        sourceOktaProtocol,
	"okta-021-group-delta":              sourceOktaProtocol,
	"okta-023-group-replace-empty":      sourceSDK,
	"okta-024-group-pathless-empty":     sourceGateway,
	"okta-028-member-readd":             sourceWSO2 + " ; " + sourceRFC,
	"okta-029-remove-nonmember":         sourceWSO2,
	"okta-030-unknown-member":           sourceFleet + " ; " + sourceLightdash,
	"okta-031-json-content-type":        sourceOktaTest,
	"okta-032-rehire":                   sourceOktaProtocol,
	"okta-033-manager-unresolvable":     sourceSnipeIT,
	"okta-034-groups-import":            sourceOktaProtocol,
	"okta-035-resource-types":           sourceOktaGuide,
	"okta-036-value-as-array":           sourceQuirks,
	"entra-001-test-connection":         sourceLearn,
	"entra-003-create":                  sourceLearn,
	"entra-004-create-nulls":            sourceLearn,
	"entra-005-create-string-active":    sourceReferenceCode,
	"entra-008-enable-string":           sourceLearnFlags,
	"entra-010-disable-bool":            sourceLearn,
	"entra-011-add-single":              sourceLearnFlags,
	"entra-012-add-email-absent":        sourceLearnFlags + " ; " + sourceValidator,
	"entra-013-replace-email-absent":    sourceValidator + " ; " + sourceReferenceCode,
	"entra-014-replace-email":           sourceLearn,
	"entra-015-many-ops":                sourceLearnFlags,
	"entra-016-extension-appears":       sourceLearnFlags + " ; " + sourceRFC,
	"entra-018-manager-array":           sourceLearn,
	"entra-019-manager-object":          sourceLearnAttributes,
	"entra-021-manager-empty":           sourceManager + " ; " + sourceScimple,
	"entra-022-roles-primary-string":    sourceLearnAttributes + " ; " + sourceValidator,
	"entra-025-address-build":           sourceLearnAttributes + " ; " + sourceValidator,
	"entra-027-username-change":         sourceLearn,
	"entra-028-soft-deleted-visible":    sourceLearn,
	"entra-030-delete-twice":            sourceValidator,
	"entra-031-work-email-filter":       sourceLearn,
	"entra-033-attr-case-filter":        sourceReferenceCode,
	"entra-034-manager-check":           sourceLearn,
	"entra-036-group-create":            sourceLearn,
	"entra-038-group-filter-excluded":   sourceLearn,
	"entra-039-group-rename":            sourceLearn,
	"entra-041-group-remove-by-value":   sourceLearn + " ; " + sourceLearnFlags,
	"entra-043-group-many-ops":          sourceLearn,
	"entra-044-group-member-check":      sourceLearn,
	"entra-045-schemas":                 sourceLearn,
	"entra-046-user-group-delete":       sourceLearn,
	"entra-047-unknown-op-key":          sourceReferenceCode,
	"entra-048-member-bare-string":      sourceReferenceCode,
	"entra-049-remove-all":              sourceReferenceCode + " ; " + sourceRFC,
	"entra-053-case-filter":             sourceValidator,
	"entra-055-mixed-ops":               sourceValidator,
	"entra-056-patch-200-body":          sourceValidator + " ; " + sourceLearn,
	"entra-057-minimal-then-verbose":    sourceValidator,
	"entraflag-001-disable":             sourceLearnFlags,
	"entraflag-003-dotted-add":          sourceValidator,
	"entraflag-004-remove-member":       sourceLearnFlags,
	"entraflag-005-add-nickname":        sourceLearnFlags,
	"onelogin-001-enable":               sourceSheet,
	"onelogin-004-email-object":         sourceDjango,
	"onelogin-005-nulls":                sourceQuirks,
	"onelogin-007-deprovision":          sourceSheet,
	"onelogin-009-email-no-primary":     sourceQuirks,
	"jumpcloud-002-op-per-field":        sourceRust,
	"jumpcloud-004-member-remove-value": sourceRust + " ; " + sourceMoni,
	"jumpcloud-005-empty-list":          sourceSheet,
	"ping-003-connection-check":         sourcePingCheck,
	"ping-004-group-patch":              sourcePing,
	"cyberark-001-discovery":            sourceCyberArk,
	"google-001-username-only":          sourceAuthn,
	"rippling-001-email-filter":         sourceAuthn,
	"rippling-002-email-dotted":         sourceRFC,
	"sailpoint-001-aggregate":           sourceSailPoint,
	"ssosync-001-user":                  sourceSSOSync,
	"ssosync-003-members":               sourceSSOSync + " ; " + sourceAWS,
	"authentik-001-config":              sourceAuthentik,
	"authentik-002-group-replace-all":   sourceAuthentik + " ; " + sourceAuthentikPR,
	"authentik-003-group-conflict":      sourceAuthentik,
	"authentik-005-discover":            sourceAuthentik,
	"generic-002-plus-address":          sourceRFC,
	"generic-003-quotes-unicode":        sourceRFC,
	"generic-004-bad-json":              sourceRFC,
	"generic-005-bad-filter":            sourceRFC,
	"generic-007-huge-count":            sourceRFC,
	"generic-008-client-id-ignored":     sourceRFC,
	"generic-010-patch-unknown-user":    sourceRFC,
	"generic-011-group-of-deleted-user": sourceRFC,
	"generic-013-content-type":          sourceLearn + " ; " + sourceRFC,
	"generic-014-search-post":           sourceRFC,
}
