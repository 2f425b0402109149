package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
)

// spin writes relax, which passes a few dozen cycles in a loop that waits. PAUSE
// leaves the core to its other hardware thread meanwhile.
func spin(c *build.Context) {
	c.Function("relax")
	c.Attributes(attr.NOSPLIT)
	c.SignatureExpr("func()")
	c.Doc("relax passes a moment while another thread is waited for.")
	for range 4 {
		c.PAUSE()
	}
	c.RET()
}
