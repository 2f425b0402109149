package ebm

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// limitNorms scales the columns of the weights that are longer than limit down
// to it: the weights into one hidden unit each.
func limitNorms(params []Param, limit float64) {
	if limit == 0 {
		return
	}
	for _, p := range params {
		if p.Decay && p.Value.Rows > 1 {
			kernel.LimitColumns(blas32.General(p.Value), limit)
		}
	}
}
