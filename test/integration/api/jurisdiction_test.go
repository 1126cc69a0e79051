// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// region begins a jurisdiction that is accepted.
func region() *wrappers.JurisdictionWrapper { return wrappers.Jurisdiction("xicheng") }

// staffed is a jurisdiction with one department, for which these act.
func staffed(subjects ...v1alpha1.Subject) *v1alpha1.Jurisdiction {
	return region().Department(wrappers.Department("police").Subjects(subjects...)).Obj()
}

// withDepartment is a jurisdiction with one department.
func withDepartment(department *wrappers.DepartmentWrapper) *v1alpha1.Jurisdiction {
	return region().Department(department).Obj()
}

func users(n int) []v1alpha1.Subject {
	var subjects []v1alpha1.Subject
	for _, name := range numbered[string](n, "user-%d") {
		subjects = append(subjects, wrappers.User(name))
	}
	return subjects
}

// controls is what a text of one line is told that holds characters which nobody sees.
const controls = "must hold no control characters, nor characters that change the direction of the text"

const (
	ownLabels    = "labels of kubernetes.io, k8s.io and supervision.jianguan.io are the operator's"
	subjectSpace = "namespace is forbidden for a User or Group: only a ServiceAccount lives in one"
	subjectName  = "cannot be a ServiceAccount that acts for somebody"
)

var _ = Describe("A Jurisdiction", func() {
	It("gets the time zone of China", func(ctx SpecContext) {
		given := region().Obj()
		create(ctx, given)
		Expect(given.Spec.TimeZone).To(Equal("Asia/Shanghai"))
	})

	DescribeTable("is accepted with", accept,
		Entry("nothing but what it needs", region().Obj()),
		Entry("a name of 56 characters", wrappers.Jurisdiction(strings.Repeat("a", 56)).Obj()),
		Entry("everything", region().DisplayName("北京市西城区").DivisionCode("110102").Parent("beijing").TimeZone("Asia/Urumqi").
			Department(wrappers.Department("health-commission").DisplayName("区卫生健康委").Aliases("区卫健委", "卫计委").
				Liaison("医政科", "010-0000").Subjects(wrappers.User("wei"), wrappers.Group("xicheng:health"),
				wrappers.ServiceAccount("region-xicheng", "archive"))).
			LeadDepartment("health-commission").Office("health-commission", wrappers.Group("xicheng:office")).
			NamespaceName("region-xicheng").NamespaceLabel("example.org/tier", "district").Obj()),
		Entry("a province without a parent", region().Level(v1alpha1.LevelProvince).DivisionCode("110000").Obj()),
		Entry("a prefecture", region().Level(v1alpha1.LevelPrefecture).DivisionCode("320300").Obj()),
		Entry("a township", region().Level(v1alpha1.LevelTownship).DivisionCode("110102001").Obj()),
		Entry("as many departments as there may be", region().Departments(numbered[v1alpha1.DepartmentName](100, "department-%d")...).Obj()),
		Entry("as many subjects as there may be", staffed(users(24)...)),
		Entry("as many subjects of the office as there may be", region().Office(wrappers.DefaultDepartment, users(32)...).Obj()),
		Entry("service accounts of its own", region().Department(wrappers.Department("police").
			Subjects(wrappers.ServiceAccount("", "archive"), wrappers.ServiceAccount("", "archive.v2"))).
			Office("police", wrappers.ServiceAccount("", "desk")).Obj()),
		Entry("a service account of the longest name", staffed(wrappers.ServiceAccount("", strings.Repeat("a", 253)))),
		Entry("users and groups of whatever name", staffed(wrappers.User("default"), wrappers.User("CN=卫生/wei"), wrappers.Group("default"))),
		Entry("a display name of 100 characters", region().DisplayName(long(100)).Obj()),
		Entry("a display name in several scripts", region().DisplayName("ئۈرۈمچى · 乌鲁木齐市 (Ürümqi)　新疆").Obj()),
		Entry("as many aliases as there may be", withDepartment(wrappers.Department("police").Aliases(numbered[string](16, "alias %d")...))),
		Entry("labels that only look like the operator's",
			region().NamespaceLabel("mykubernetes.io/a", "").NamespaceLabel("kubernetes.io.example.org/b", "").NamespaceLabel("k8s.io", "c").Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("a name of 57 characters", wrappers.Jurisdiction(strings.Repeat("a", 57)).Obj(),
			nowhere, "is not the name of a jurisdiction", "56"),
		Entry("a name with a dot", wrappers.Jurisdiction("beijing.xicheng").Obj(),
			nowhere, `metadata.name "beijing.xicheng" is not the name of a jurisdiction`, `"xicheng"`),
		Entry("no display name", region().DisplayName("").Obj(), "spec.displayName", "Required value"),
		Entry("a long display name", region().DisplayName(long(101)).Obj(), "spec.displayName", "100"),
		Entry("a display name of two lines", region().DisplayName("北京市\n西城区").Obj(), "spec.displayName", controls),
		Entry("a display name that ends its line", region().DisplayName("西城区\n").Obj(), "spec.displayName", controls),
		Entry("a display name with an escape", region().DisplayName("\x1b[31m西城区").Obj(), "spec.displayName", controls),
		Entry("a display name that turns the text around", region().DisplayName("西城区\u202eevil").Obj(), "spec.displayName", controls),
		Entry("a display name with an isolate", region().DisplayName("\u2066西城区\u2069").Obj(), "spec.displayName", controls),
		Entry("a display name with a space of no width", region().DisplayName("西城\u200b区").Obj(), "spec.displayName", controls),
		Entry("no level", raw(region().Obj(), without("level")), "spec.level", "Required value"),
		Entry("an unknown level", region().Level("Village").Obj(),
			"spec.level", `"Village"`, `"Province", "Prefecture", "County", "Township"`),
		Entry("a province below another", region().Level(v1alpha1.LevelProvince).Parent("china").Obj(),
			"spec.parentRef", "a Province has no parent"),
		Entry("a parent without a name", raw(region().Obj(), set("parentRef", map[string]any{})),
			"spec.parentRef.name", "Required value"),
		Entry("a parent that is no name", region().Parent("Beijing").Obj(),
			"spec.parentRef.name", `"Beijing" is not the name of a jurisdiction`),
		Entry("an empty time zone", raw(region().Obj(), set("timeZone", "")), "spec.timeZone", "at least 1 chars"),
		Entry("a long time zone", region().TimeZone(strings.Repeat("a", 65)).Obj(), "spec.timeZone", "64"),
		Entry("no spec", withoutSpec(raw(region().Obj(), func(map[string]any) {})), "spec", "Required value"),

		Entry("a division code of five digits", region().DivisionCode("11010").Obj(),
			"spec.divisionCode", `"11010" is not a division code`, "6 digits", `"110102"`, "9 for a township"),
		Entry("a division code of seven digits", region().DivisionCode("1101020").Obj(),
			"spec.divisionCode", `"1101020" is not a division code`),
		Entry("a division code of ten digits", region().DivisionCode("1101020010").Obj(), "spec.divisionCode", "9"),
		Entry("a division code of letters", region().DivisionCode("11010x").Obj(),
			"spec.divisionCode", `"11010x" is not a division code`),
		Entry("a division code that begins with zero", region().DivisionCode("010102").Obj(),
			"spec.divisionCode", `"010102" is not a division code`),
		Entry("a division code as an integer", raw(region().Obj(), set("divisionCode", int64(110102))),
			"spec.divisionCode", "must be of type string"),
		Entry("a county with the code of a township", region().DivisionCode("110102001").Obj(),
			"spec.divisionCode", `"110102001" does not fit level County`, "a Township has 9 digits, every other level 6"),
		Entry("a township with the code of a county", region().Level(v1alpha1.LevelTownship).DivisionCode("110102").Obj(),
			"spec.divisionCode", `"110102" does not fit level Township`),

		Entry("no departments", region().Departments().Obj(), "spec.departments", "Required value"),
		Entry("empty departments", raw(region().Obj(), set("departments", []any{})), "spec.departments", "at least 1 items"),
		Entry("too many departments", region().Departments(numbered[v1alpha1.DepartmentName](101, "department-%d")...).Obj(),
			"spec.departments", "at most 100 items"),
		Entry("a department twice", region().Departments("police", "police").Obj(),
			"spec.departments[1]", "Duplicate value", "police"),
		Entry("a department by its local name", region().Departments("公安").Obj(),
			"spec.departments[0].name", `"公安" is not a department code`),
		Entry("a department without a display name", withDepartment(wrappers.Department("police").DisplayName("")),
			"spec.departments[0].displayName", "Required value"),
		Entry("a department with a long display name", withDepartment(wrappers.Department("police").DisplayName(long(101))),
			"spec.departments[0].displayName", "100"),
		Entry("too many aliases", withDepartment(wrappers.Department("police").Aliases(numbered[string](17, "alias %d")...)),
			"spec.departments[0].aliases", "at most 16 items"),
		Entry("an alias twice", withDepartment(wrappers.Department("police").Aliases("公安", "公安")),
			"spec.departments[0].aliases[1]", `Duplicate value: "公安"`),
		Entry("an empty alias", withDepartment(wrappers.Department("police").Aliases("")),
			"spec.departments[0].aliases[0]", "at least 1 chars"),
		Entry("a long alias", withDepartment(wrappers.Department("police").Aliases(long(101))),
			"spec.departments[0].aliases[0]", "100"),
		Entry("a liaison without a name", withDepartment(wrappers.Department("police").Liaison("", "110")),
			"spec.departments[0].liaison.name", "Required value"),
		Entry("a liaison with a long contact", withDepartment(wrappers.Department("police").Liaison("desk", long(201))),
			"spec.departments[0].liaison.contact", "200"),

		Entry("too many subjects", staffed(users(25)...), "spec.departments[0].subjects", "at most 24 items"),
		Entry("a subject of another kind", staffed(v1alpha1.Subject{Kind: "Robot", Name: "r2"}),
			"spec.departments[0].subjects[0].kind", `"Robot"`, `"User", "Group", "ServiceAccount"`),
		Entry("a subject without a name", staffed(v1alpha1.Subject{Kind: v1alpha1.SubjectUser}),
			"spec.departments[0].subjects[0].name", "Required value"),
		Entry("a subject with a long name", staffed(wrappers.User(strings.Repeat("a", 254))),
			"spec.departments[0].subjects[0].name", "253"),
		Entry("the service account that every pod has", staffed(wrappers.ServiceAccount("", "default")),
			"spec.departments[0].subjects[0].name", `"default" `+subjectName, "as which every pod runs that asks for nothing else"),
		Entry("that of another namespace", staffed(wrappers.ServiceAccount("region-beijing", "default")),
			"spec.departments[0].subjects[0].name", `"default" `+subjectName),
		Entry("a service account in capitals", staffed(wrappers.ServiceAccount("", "Archive")),
			"spec.departments[0].subjects[0].name", `"Archive" `+subjectName, "use lower-case letters, digits, hyphens and dots"),
		Entry("a service account as RBAC names its user", staffed(wrappers.ServiceAccount("", "system:serviceaccount:a:b")),
			"spec.departments[0].subjects[0].name", `"system:serviceaccount:a:b" `+subjectName),
		Entry("a service account that is a path", staffed(wrappers.ServiceAccount("apps", "a/b")),
			"spec.departments[0].subjects[0].name", `"a/b" `+subjectName),
		Entry("a user with a namespace", staffed(v1alpha1.Subject{Kind: v1alpha1.SubjectUser, Name: "wei", Namespace: "region-xicheng"}),
			"spec.departments[0].subjects[0]", subjectSpace),
		Entry("a group with a namespace", staffed(v1alpha1.Subject{Kind: v1alpha1.SubjectGroup, Name: "office", Namespace: "region-xicheng"}),
			"spec.departments[0].subjects[0]", subjectSpace),
		Entry("too many subjects of the office", region().Office(wrappers.DefaultDepartment, users(33)...).Obj(),
			"spec.office.subjects", "at most 32 items"),
		Entry("the office held by the service account that every pod has",
			region().Office(wrappers.DefaultDepartment, wrappers.ServiceAccount("", "default")).Obj(),
			"spec.office.subjects[0].name", `"default" `+subjectName),

		Entry("a lead department that is not declared", region().LeadDepartment("police").Obj(),
			"spec.leadDepartment", `"police" is not one of spec.departments`),
		Entry("an office in a department that is not declared", region().Office("police").Obj(),
			"spec.office.department", `"police" is not one of spec.departments`),
		Entry("an office in no department", raw(region().Obj(), set("office", map[string]any{})),
			"spec.office.department", "Required value"),

		Entry("a namespace without the prefix", region().NamespaceName("kube-system").Obj(),
			"spec.namespace.name", `"kube-system" cannot be a region's namespace`, `"region-"`),
		Entry("a namespace that is the prefix and no more", region().NamespaceName("region-").Obj(),
			"spec.namespace.name", "at least 8 chars"),
		Entry("a namespace that is no label", region().NamespaceName("region-xi.cheng").Obj(),
			"spec.namespace.name", `"region-xi.cheng" cannot be a region's namespace`),
		Entry("a namespace with a long name", region().NamespaceName("region-"+strings.Repeat("a", 57)).Obj(),
			"spec.namespace.name", "63"),
		Entry("empty labels", raw(region().Obj(), set("namespace", map[string]any{"labels": map[string]any{}})),
			"spec.namespace.labels", "at least 1 properties"),
		Entry("too many labels", raw(region().Obj(), func(spec map[string]any) {
			labels := map[string]any{}
			for _, key := range numbered[string](17, "example.org/label-%d") {
				labels[key] = ""
			}
			spec["namespace"] = map[string]any{"labels": labels}
		}), "spec.namespace.labels", "at most 16 items"),
		Entry("the label of another jurisdiction", region().NamespaceLabel(v1alpha1.LabelJurisdiction, "beijing").Obj(),
			"spec.namespace.labels", ownLabels, `remove ["supervision.jianguan.io/jurisdiction"]`),
		Entry("a label of Pod Security", region().NamespaceLabel("pod-security.kubernetes.io/enforce", "privileged").Obj(),
			"spec.namespace.labels", ownLabels, `remove ["pod-security.kubernetes.io/enforce"]`),
		Entry("a label of Kubernetes", region().NamespaceLabel("kubernetes.io/metadata.name", "default").Obj(),
			"spec.namespace.labels", ownLabels, `remove ["kubernetes.io/metadata.name"]`),
		Entry("a label of the Kubernetes projects", region().NamespaceLabel("k8s.io/a", "b").Obj(),
			"spec.namespace.labels", ownLabels, `remove ["k8s.io/a"]`),
		Entry("a label of one of the Kubernetes projects", region().NamespaceLabel("kueue.x-k8s.io/queue-name", "b").
			NamespaceLabel("node.k8s.io/a", "b").Obj(), "spec.namespace.labels", ownLabels, `remove ["node.k8s.io/a"]`),
		Entry("a long value of a label", region().NamespaceLabel("example.org/tier", strings.Repeat("a", 64)).Obj(),
			"spec.namespace.labels", "at most 63 characters", `shorten ["example.org/tier"]`),
	)

	DescribeTable("once it exists, keeps its namespace when somebody would", func(ctx SpecContext, given *v1alpha1.Jurisdiction, change string) {
		create(ctx, given)
		Expect(patch(ctx, given, types.MergePatchType, change)).
			To(framework.RefuseField("spec.namespace.name", "cannot be changed, set or unset once the jurisdiction exists"))
	},
		Entry("set it", region().Obj(), `{"spec":{"namespace":{"name":"region-other"}}}`),
		Entry("set it to its default", region().Obj(), `{"spec":{"namespace":{"name":"region-xicheng"}}}`),
		Entry("set it beside labels", region().NamespaceLabel("a", "b").Obj(), `{"spec":{"namespace":{"name":"region-other"}}}`),
		Entry("change it", region().NamespaceName("region-one").Obj(), `{"spec":{"namespace":{"name":"region-other"}}}`),
		Entry("unset it", region().NamespaceName("region-one").Obj(), `{"spec":{"namespace":{"name":null}}}`),
		Entry("unset what holds it", region().NamespaceName("region-one").Obj(), `{"spec":{"namespace":null}}`),
	)

	DescribeTable("once it exists, takes a change of", func(ctx SpecContext, given *v1alpha1.Jurisdiction, change string) {
		create(ctx, given)
		Expect(patch(ctx, given, types.MergePatchType, change)).To(Succeed())
	},
		Entry("its departments", region().NamespaceName("region-one").Obj(), `{"spec":{"departments":[{"name":"police","displayName":"公安"}]}}`),
		Entry("the labels of its namespace", region().NamespaceName("region-one").Obj(), `{"spec":{"namespace":{"labels":{"a":"b"}}}}`),
		Entry("the labels of its namespace, of which it does not set the name", region().Obj(), `{"spec":{"namespace":{"labels":{"a":"b"}}}}`),
		Entry("its parent", region().Parent("beijing").Obj(), `{"spec":{"parentRef":{"name":"tianjin"}}}`),
	)
})
