package message

// Teller is an error whose text is a message.
type Teller interface {
	error
	Tell() Message
}

// Of is what an error tells, or else its text. What another error was wrapped with for whoever looks into it is part of
// the text: who wraps an error for people makes it a Teller.
func Of(err error) Message {
	if teller, is := err.(Teller); is {
		return teller.Tell()
	}
	return Plain(err.Error())
}
