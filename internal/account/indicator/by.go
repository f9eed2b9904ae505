package indicator

// By is a way to form the groups that are compared.
type By string

// The groupings of the contract. UrbanisationBand groups counties by their share of urban residents in 2020: it
// compares places, not urban with rural people.
const (
	ByEconomicRegion By = "economic_region"
	ByProvince       By = "province"
	ByPrefecture     By = "prefecture"
	ByCounty         By = "county"
	ByUrbanRural     By = "urban_rural"
	BySex            By = "sex"
	ByUrbanisation   By = "urbanisation_band"
	ByUnitType       By = "unit_type"
)

// AllBy lists the groupings in the order they are offered.
var AllBy = []By{
	ByEconomicRegion, ByProvince, ByPrefecture, ByCounty, ByUrbanRural, BySex, ByUrbanisation, ByUnitType,
}

// bandEdges are the lower edges, in percent of urban residents, of the four urbanisation bands.
var bandEdges = [...]float64{0, 40, 60, 80}

var bandCodes = [...]string{"under_40", "40_to_60", "60_to_80", "80_and_over"}
