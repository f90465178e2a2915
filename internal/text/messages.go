package text

import "encoding/json"

// Messages are several, one after the other, as a log keeps them.
type Messages []Message

// Keep is the messages as they are kept in a database; "" for none.
func (list Messages) Keep() string {
	if len(list) == 0 {
		return ""
	}
	document, err := json.Marshal(list)
	if err != nil {
		panic("texts and numbers are always JSON: " + err.Error())
	}
	return string(document)
}

// String is the messages in English, as the command line shows them.
func (list Messages) String() string { return operator.SayAll(list) }

// Kept reads what Keep gave. What is none of it was kept as a sentence by an older version, and is shown as it stands.
func Kept(document string) Messages {
	if document == "" {
		return nil
	}
	var list Messages
	if json.Unmarshal([]byte(document), &list) != nil {
		return Messages{Plain(document)}
	}
	return list
}
