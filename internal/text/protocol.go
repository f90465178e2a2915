package text

// protocolFrench are the messages of scim/message in French.
var protocolFrench = joined(
	attributeFrench,
	bodyFrench,
	definitionFrench,
	documentFrench,
	filterFrench,
	kindFrench,
	placeFrench,
	valueFrench,
)
