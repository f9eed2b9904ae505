package party

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

// The kinds of identifiers that this room mints.
const (
	personKind       = "person"
	householdKind    = "household"
	organisationKind = "org"
)

// The purposes of this room; the words for them stand under access.purpose.
const (
	RegisterKeeping access.Purpose = "register_keeping" // keeping the register right: finding, correcting, duplicates
	ServicePlanning access.Purpose = "service_planning" // listing who is due a service, by rules
)

// Group is a part of what is known of a person: consent is given, and reading granted, for one of them.
type Group string

// The groups. Health is sensitive (个人信息保护法, 28) and wants a separate consent or a duty of its own.
const (
	Identity   Group = "identity"   // name, citizen number
	Contact    Group = "contact"    // telephone, address
	Attributes Group = "attributes" // month of birth, sex, residence, household
	Hardship   Group = "hardship"   // what the civil affairs lists say
	Health     Group = "health"     // disability, abilities
)

// Groups lists them in their order.
var Groups = []Group{Identity, Contact, Attributes, Hardship, Health}

// Sensitive tells whether a group is sensitive personal information.
func (g Group) Sensitive() bool { return g == Health || g == Hardship }

// Field is the name of a fact about a person that rules may ask for.
type Field string

// The fields and the codes of their values; the words for them stand under party.field and party.code.
const (
	Born        Field = "born"               // YYYY-MM
	Sex         Field = "sex"                // male, female
	Residence   Field = "residence"          // urban, rural
	HomeKind    Field = "household_kind"     // family, collective
	LivesAlone  Field = "lives_alone"        // yes, no
	Disability  Field = "disability_grade"   // 0 none, 1 (gravest) to 4: GB/T 26341-2010
	LowIncome   Field = "low_income"         // yes, no: 最低生活保障
	Destitute   Field = "destitute"          // yes, no: 特困人员
	LostOnly    Field = "lost_only_child"    // yes, no: 计划生育特殊家庭
	CareGrade   Field = "long_term_care"     // 0 none, 1 to 5: an assessment for long-term care insurance
	LeftBehind  Field = "left_behind"        // yes, no: 留守老年人
	VisitedBy   Field = "visits"             // yes, no: on the list of regular visits
	Established Field = "financial_hardship" // yes, no: 经济困难老年人

	AbilityAssessed Field = "ability_assessed_on" // YYYY-MM-DD of the last assessment of ability (老年人能力评估); no: never
	AbilityGrade    Field = "ability_grade"       // what it found
	HealthManaged   Field = "health_management"   // yes, no: under health management (老年人健康管理)
	FamilySupported Field = "family_support"      // yes, no: the family that cares at home is supported (家庭养老支持)
)

var yesNo = []string{"yes", "no"}

// firstAssessment is the day before which nobody was assessed by a standard that is still used.
const firstAssessment = "2010-01-01"

// field is what is known of a field: its group, the values it may have, and the layout of a date that it may have as well.
type field struct {
	name   Field
	group  Group
	values []string
	date   string
}

// fields are all of them, in the order in which they are shown.
var fields = []field{
	{Born, Attributes, nil, "2006-01"},
	{Sex, Attributes, []string{"male", "female"}, ""},
	{Residence, Attributes, []string{"urban", "rural"}, ""},
	{HomeKind, Attributes, []string{"family", "collective"}, ""},
	{LivesAlone, Attributes, yesNo, ""},
	{Disability, Health, []string{"0", "1", "2", "3", "4"}, ""},
	{CareGrade, Health, []string{"0", "1", "2", "3", "4", "5"}, ""},
	{AbilityAssessed, Health, []string{"no"}, time.DateOnly},
	{AbilityGrade, Health, []string{"intact", "mild", "moderate", "severe", "complete"}, ""},
	{HealthManaged, Health, yesNo, ""},
	{FamilySupported, Health, yesNo, ""},
	{LowIncome, Hardship, yesNo, ""},
	{Destitute, Hardship, yesNo, ""},
	{LostOnly, Hardship, yesNo, ""},
	{Established, Hardship, yesNo, ""},
	{LeftBehind, Hardship, yesNo, ""},
	{VisitedBy, Hardship, yesNo, ""},
}

// FieldNames are the names of all fields, in the order in which they are shown.
func FieldNames() (list []Field) {
	for _, f := range fields {
		list = append(list, f.name)
	}
	return list
}

// fieldOf finds a field; found is false for a name that nobody knows.
func fieldOf(name Field) (f field, found bool) {
	for _, f := range fields {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

// allows tells whether a fact has a value of its field. A day is not before anybody was assessed, nor after the day that the fact speaks of.
func (f field) allows(fact Fact) bool {
	if slices.Contains(f.values, fact.Value) {
		return true
	}
	if _, err := time.Parse(f.date, fact.Value); f.date == "" || err != nil {
		return false
	}
	return f.date != time.DateOnly || firstAssessment <= fact.Value && fact.Value <= fact.AsOf
}

// form says which values a field may have, for a person.
func (f field) form() string {
	list := slices.Clone(f.values)
	if f.date != "" {
		list = append(list, strings.NewReplacer("2006", "YYYY", "01", "MM", "02", "DD").Replace(f.date))
	}
	return strings.Join(list, ", ")
}

// GroupOf is the group of a field, and empty for an unknown one.
func GroupOf(name Field) Group {
	f, _ := fieldOf(name)
	return f.group
}

// Fact is one thing known of a person: what, who says so, and as of which day.
type Fact struct {
	Value  string `json:"value"`
	Source string `json:"source"` // a register or a visit, as the file names it
	AsOf   string `json:"as_of"`  // YYYY-MM-DD
}

// Facts are what rules may know of a person; a field that is absent is unknown, which is not no.
type Facts map[Field]Fact

// Names are what tells a person from others. The zero value of each is not known.
type Names struct {
	Name    string `json:"name"`
	Number  string `json:"number"` // citizen number
	Phone   string `json:"phone,omitempty"`
	Address string `json:"address,omitempty"`
}

// Person is a version of a person as the store keeps it.
type Person struct {
	ID        string
	Household string // household_..., or empty
	Region    region.Key
	Cohort    int    // first year of the five-year band of birth; 0 is unknown
	Names     string // sealed Names
	Facts     string // sealed Facts
	Batch     int64  // that brought it
	AsOn      string // the day that the batch speaks of
	Seq       int64  // of the ledger entry by which it became visible
}

// Known is a person opened under a grant.
type Known struct {
	ID, Household string
	Region        region.Key
	Names         Names
	Facts         Facts
	AsOn          string
}

// cohortOf is the band of a month of birth, as YYYY-MM.
func cohortOf(born string) int {
	if len(born) < 4 {
		return 0
	}
	year, err := strconv.Atoi(born[:4])
	if err != nil {
		return 0
	}
	return year - year%cohortYears
}

// cohortYears is how wide a band of birth is.
const cohortYears = 5
