package notebook

import (
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func TestFindingsAreATable(t *testing.T) {
	found := ebm.Findings{
		{Check: "rate", Level: ebm.LevelOK, Text: "0.001 is fine"},
		{Check: "gap", Level: ebm.LevelSerious, Text: "12 nats > 5", Remedy: "stop earlier"},
		{Check: "units", Level: ebm.LevelOK, Text: "all alive"},
	}
	text, page := exhibitText(t, found)
	if text != found.String() {
		t.Errorf("text %q is not that of ebm", text)
	}
	at := 0
	for _, cell := range []string{"<th", "remedy", ">serious<", ">gap<", ">12 nats &gt; 5<", ">stop earlier<", ">ok<", ">rate<", ">units<"} {
		i := strings.Index(page[at:], cell)
		if i < 0 {
			t.Fatalf("no %s, or not in this place, in\n%s", cell, page)
		}
		at += i
	}
	if found[0].Check != "rate" {
		t.Error("the findings themselves are in another order")
	}
}
