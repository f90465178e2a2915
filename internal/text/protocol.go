package text

// protocolFrench are the messages of scim/message in French.
var protocolFrench = joined(
	filterFrench,
	placeFrench,
)
