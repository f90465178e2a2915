package text

// What is said of pools that sources discover as entitlements (rule L6).
var entitlementWords = map[string]words{
	"entitlement.about": {
		En: "gives a license of {product} for {devices} {devices?device|devices}, while the pool {pool} has a free seat",
		Fr: "donne une licence de {product} pour {devices} {devices?appareil|appareils}, tant que la réserve {pool} a un siège libre",
	},
	"entitlement.inert": {
		En: "gives nothing yet: no rule of the pool {pool} takes an entitlement from this source, or the pool is not valid today; " +
			"{run:rule.add} with --entitlement makes such a rule",
		Fr: "ne donne encore rien : aucune règle de la réserve {pool} n'accepte un droit venant de cette source, ou la réserve n'est pas " +
			"valable aujourd'hui ; {run:rule.add} avec --entitlement crée une telle règle",
	},
}
