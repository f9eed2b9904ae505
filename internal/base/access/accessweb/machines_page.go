package accessweb

import (
	"context"
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// machinesView is the list of machines, with the form for a new one.
type machinesView struct {
	Machines []machineView
	Making   *machineForm // nil: the reader makes none
}

// machineView is one machine.
type machineView struct {
	ID, Name, May, Says string
	State               string
	Mood                web.Mood
	Confirm, End        bool
}

// machineForm is the form for a new machine.
type machineForm struct {
	Name, Right string
	Place       placeField
	Rights      []web.Option
	Wrong       refusal
}

func (h *Pages) emptyMachine(p web.Page) *machineForm {
	f := &machineForm{Place: newPlaceField(p, p.T("access.page.give.place"))}
	for i, right := range h.Accounts.MachineRights {
		if i == 0 {
			f.Right = string(right)
		}
		f.Rights = append(f.Rights, web.Option{Value: string(right), Label: web.Plain(p.T(string(right)))})
	}
	return f
}

func (h *Pages) machines(w http.ResponseWriter, r *web.Request) error {
	return h.showMachines(w, r, http.StatusOK, h.emptyMachine(r.Page))
}

func (h *Pages) showMachines(w http.ResponseWriter, r *web.Request, status int, f *machineForm) error {
	list, err := h.Accounts.Machines(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p, v := r.Page, machinesView{}
	for _, m := range list {
		v.Machines = append(v.Machines, h.machineView(p, r.Who, m))
	}
	if r.Who.Check(access.ManageRoles) == nil {
		v.Making = f
	}
	return r.Render(w, status, web.View{
		Title: p.T("access.page.machines"), Menu: "/accounts", Body: machinesPage(p, v), Crumbs: belowList(p, web.Plain(p.T("access.page.machines"))),
	})
}

func (h *Pages) machineView(p web.Page, who access.Actor, m access.Machine) machineView {
	v := machineView{
		ID: m.ID, Name: web.Mark(p.Typed(m.Name)), State: p.T("access.page.machine.acts"), Mood: web.Done,
		May:  p.T("access.page.role_at", "role", p.T(string(m.Right)), "place", web.Mark(h.place(p, m.At))),
		Says: p.T("access.page.machine.made", "when", instant(m.MadeMs), "who", p.Doer(m.By)),
		End:  m.EndedMs == 0 && who.May(access.ManageRoles, m.At),
	}
	switch {
	case m.EndedMs != 0:
		v.State, v.Mood = p.T("access.page.machine.ended", "when", instant(m.EndedMs)), web.Neutral
	case m.ConfirmedMs == 0:
		v.State, v.Mood = p.T("access.page.waits.mark"), web.Late
		v.Confirm = m.By != who.ID && who.May(access.ConfirmAccount, m.At)
	default:
		v.Says += p.T("access.page.joint") + p.T("access.page.machine.confirmed", "when", instant(m.ConfirmedMs), "who", p.Doer(m.ConfirmedBy))
	}
	return v
}

// makeMachine makes the account of a machine and shows its token, once.
func (h *Pages) makeMachine(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	p, v := r.Page, h.emptyMachine(r.Page)
	v.Name, v.Right = f.Get("name"), f.Get("right")
	at, place, ok := h.choose(r, f, v.Place)
	v.Place = place
	if !ok {
		return h.showMachines(w, r, http.StatusUnprocessableEntity, v)
	}
	m, token, err := h.Accounts.MakeMachine(r.Context(), r.Who, access.NewMachine{Name: v.Name, Right: access.Right(v.Right), At: at})
	if x, is := refused(p, err); is {
		v.Wrong = x
		return h.showMachines(w, r, x.status, v)
	}
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusCreated, web.View{
		Title: p.T("access.page.machine.token"), Menu: "/accounts", Body: tokenPage(p, web.Mark(p.Typed(m.Name)), token),
		Crumbs: belowList(p, web.Plain(p.T("access.page.machine.token"))),
	})
}

func (h *Pages) confirmMachine(w http.ResponseWriter, r *web.Request) error {
	return h.onMachine(w, r, h.Accounts.ConfirmMachine)
}

func (h *Pages) endMachine(w http.ResponseWriter, r *web.Request) error {
	return h.onMachine(w, r, h.Accounts.EndMachine)
}

// onMachine does something to the machine that the path names and goes back to the list.
func (h *Pages) onMachine(w http.ResponseWriter, r *web.Request, do func(ctx context.Context, who access.Actor, id string) error) error {
	id, err := named(r, "id", "machine")
	if err != nil {
		return err
	}
	if err := do(r.Context(), r.Who, id); err != nil {
		return err
	}
	return r.SeeOther(w, "/machines")
}
