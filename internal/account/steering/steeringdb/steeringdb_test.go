package steeringdb_test

import (
	"testing"

	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/base/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.EachFresh(t, steeringtest.Migrations(), steeringtest.Exercise)
}
