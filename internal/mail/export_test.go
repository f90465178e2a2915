package mail

// Elsewhere makes a sender take its server for one that is not on this machine.
func Elsewhere(s *Sender) { s.server.near = false }
