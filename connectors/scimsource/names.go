package scimsource

import "strings"

// canonical is the spelling of RFC 7643 of an attribute's name, which has no case (section 2.1). Others stay as they
// come.
func canonical(key, lower string) string {
	if name, ok := spellings[lower]; ok {
		return name
	}
	return key
}

// spellings are the attributes of users and groups in RFC 7643 section 3.1, 4.1 and 4.2, and the extension of 4.3.
var spellings = func() map[string]string {
	names := make(map[string]string)
	core := strings.Fields(`externalId userName name displayName nickName profileUrl title userType preferredLanguage locale
		timezone active emails phoneNumbers ims photos addresses entitlements roles x509Certificates`)
	for _, name := range append(core, enterprise) {
		names[strings.ToLower(name)] = name
	}
	return names
}()
