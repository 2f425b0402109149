package course

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// pictureTypes are the pictures that notebooks hold as base64, the best first.
var pictureTypes = []string{"image/png", "image/webp", "image/jpeg", "image/gif"}

// svgNamespace is what makes browsers take a drawing for one.
const svgNamespace = "http://www.w3.org/2000/svg"

// pictureURI returns a picture as a data URI. Drawings are pictures too: apart from the page, their ids and styles
// cannot meddle with those of others.
func pictureURI(mime, data string) (string, error) {
	if mime == "image/svg+xml" {
		if err := checkHTML(data); err != nil {
			return "", err
		}
		if !strings.Contains(data, svgNamespace) {
			return "", fmt.Errorf("a drawing without xmlns=%q: %w", svgNamespace, ErrOutput)
		}
		return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(strings.TrimSpace(data))), nil
	}
	data = strings.Join(strings.Fields(data), "")
	if _, err := base64.StdEncoding.DecodeString(data); err != nil {
		return "", fmt.Errorf("not a picture in base64 (%v): %w", err, ErrOutput)
	}
	return "data:" + mime + ";base64," + data, nil
}
