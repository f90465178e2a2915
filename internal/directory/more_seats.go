package directory

import "github.com/usher-id/usher/internal/text"

// MoreSeats says where there are more seats than a pool has (rule L10): at its purchase address, or "" where it
// names none.
func MoreSeats(buyAt string) text.Message {
	if buyAt == "" {
		return text.New("license.buy.nowhere")
	}
	return text.New("license.buy", "url", buyAt)
}
