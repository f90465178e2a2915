package text

// protocolFrench are the messages of scim/message in French.
var protocolFrench = joined(
	attributeFrench,
	bodyFrench,
	bulkFrench,
	definitionFrench,
	documentFrench,
	filterFrench,
	kindFrench,
	patchFrench,
	placeFrench,
	queryFrench,
	requestFrench,
	valueFrench,
)
