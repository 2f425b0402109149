package ebm_test

import (
	"fmt"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// TestConditionals holds networks to the contract of what Train trains.
func TestConditionals(t *testing.T) {
	for name, networks := range ebm.Conditionals() {
		for frozen, c := range networks {
			t.Run(fmt.Sprintf("%s, %d frozen", name, frozen), func(t *testing.T) { ebmtest.TestTrainable(t, c) })
		}
	}
}
