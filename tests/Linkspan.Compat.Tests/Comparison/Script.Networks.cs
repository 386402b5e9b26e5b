namespace Linkspan.Compat.Tests.Comparison;

/// <content>Networks: what is wrong at create, and what list and inspect show.</content>
internal static partial class Script
{
    private static string Subnet(string name, string config, string more = "") => $$"""{"Name":"{{name}}","IPAM":{"Config":[{{config}}]}{{more}}}""";

    private static string Option(string key, string value, string more = "") => $$"""{"Name":"o1","Options":{"com.docker.network.{{key}}":"{{value}}"}{{more}}}""";

    private static Chapter NetworkMistakes()
    {
        var rows = new Chapter("network mistakes");
        foreach (string name in new[] { "bridge", "host", "none", "default" })
        {
            rows.Post("/networks/create", $$"""{"Name":"{{name}}"}""", "a predefined name");
        }

        rows.Post("/networks/create", """{"Name":""}""", "no name");
        rows.Post("/networks/create", """{}""", "nothing at all");
        rows.Post("/networks/create", """{"Name":""", "the JSON ends early");
        rows.Post("/networks/create", """{"Name":17}""", "a number for a name");
        rows.Post("/networks/create", """[]""", "a list for an object");
        rows.Post("/networks/create", "", "an empty body");
        rows.Post("/networks/create", """{"Name":"a b"}""", "a blank in the name");
        rows.Post("/networks/create", """{"Name":"n1"}""", "the plain case");
        rows.Post("/networks/create", """{"Name":"n1"}""", "a name twice");
        rows.Post("/networks/create", """{"Name":"n1","CheckDuplicate":true}""", "as older clients send it");
        rows.Post("/networks/create", """{"Name":"o","Driver":"nosuch"}""", "unknown driver");
        rows.Post("/networks/create", """{"Name":"o","IPAM":{"Driver":"nosuch"}}""", "unknown IPAM driver");
        rows.Post("/networks/create", """{"Name":"o","Scope":"swarm"}""", "swarm scope without a swarm");
        rows.Post("/networks/create", """{"Name":"o","Scope":"bogus"}""", "unknown scope");
        rows.Post("/networks/create", """{"Name":"o","Ingress":true}""", "ingress on a bridge");
        rows.Post("/networks/create", """{"Name":"o2","Driver":"host"}""", "a second host network");
        rows.Post("/networks/create", """{"Name":"o3","Driver":"null"}""", "a second null network");
        rows.Post("/networks/create", Subnet("s1", """{"Subnet":"10.78.0.0/24"}"""), "a subnet");
        rows.Post("/networks/create", Subnet("s2", """{"Subnet":"10.78.0.0/24"}"""), "the same subnet");
        rows.Post("/networks/create", Subnet("s2", """{"Subnet":"10.78.0.0/25"}"""), "a contained subnet");
        rows.Post("/networks/create", Subnet("s2", """{"Subnet":"10.78.0.0/16"}"""), "a containing subnet");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.0.5/24"}"""), "host bits set");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"banana"}"""), "no CIDR");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.0.0/24","Gateway":"10.80.0.1"}"""), "gateway outside");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.1.0/24","Gateway":"10.79.1.0"}"""), "gateway is the network address");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.2.0/24","IPRange":"10.80.0.0/25"}"""), "range outside");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.2.0/24","IPRange":"10.79.0.0/16"}"""), "range bigger than the subnet");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.2.0/24","IPRange":"10.79.2.5/25"}"""), "host bits in the range");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.3.0/24","AuxiliaryAddresses":{"r":"10.80.0.1"}}"""), "auxiliary address outside");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.4.0/24","Gateway":"10.79.4.1","AuxiliaryAddresses":{"r":"10.79.4.1"}}"""), "auxiliary address is the gateway");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.5.0/24"},{"Subnet":"10.79.6.0/24"}"""), "two IPv4 subnets on a bridge");
        rows.Post("/networks/create", Subnet("s3", """{"Gateway":"10.79.0.1"}"""), "gateway without a subnet");
        rows.Post("/networks/create", Subnet("s3", """{"Subnet":"10.79.7.0/24","Gateway":"x"}"""), "gateway that is no address");
        rows.Post("/networks/create", """{"Name":"s4","IPAM":{"Driver":"null"}}""", "IPAM driver null on a bridge");
        rows.Post("/networks/create", Subnet("s5", """{"Subnet":"ff02::/64"}""", ",\"EnableIPv6\":true"), "IPv6 multicast subnet");
        rows.Post("/networks/create", Subnet("s5", """{"Subnet":"fe80::/80"}""", ",\"EnableIPv6\":true"), "link-local subnet");
        rows.Post("/networks/create", Subnet("s6", """{"Subnet":"fd99:1::/64"}"""), "IPv6 subnet without EnableIPv6");
        rows.Post("/networks/create", """{"Name":"cf","ConfigFrom":{"Network":"nope"}}""", "configuration network is missing");
        rows.Post("/networks/create", """{"Name":"co","ConfigOnly":true,"Internal":true}""", "configuration network with an operator's field");
        rows.Post("/networks/create", """{"Name":"co","ConfigOnly":true,"IPAM":{"Config":[{"Subnet":"10.77.1.0/24"}]},"Labels":{"a":"b"}}""", "a configuration network");
        rows.Post("/networks/create", """{"Name":"cf","ConfigFrom":{"Network":"co"},"IPAM":{"Config":[{"Subnet":"10.77.2.0/24"}]}}""", "addresses beside a configuration network");
        rows.Post("/networks/create", """{"Name":"cf","ConfigFrom":{"Network":"co"}}""", "made from a configuration network");
        rows.Get("/networks/co", "what a configuration network shows");
        rows.Get("/networks/cf", "what one made from it shows");
        rows.Delete("/networks/co", "a configuration network in use");
        rows.Delete("/networks/cf", "the one that uses it");
        rows.Delete("/networks/co", "now it may go");
        rows.Get("/networks/nope", "unknown network");
        rows.Delete("/networks/nope", "unknown network");
        rows.Delete("/networks/bridge", "predefined network");
        rows.Delete("/networks/host", "predefined network");
        return rows;
    }

    private static Chapter NetworkOptionMistakes()
    {
        var rows = new Chapter("network option mistakes");
        rows.Post("/networks/create", Option("driver.mtu", "abc"), "MTU is no number");
        rows.Post("/networks/create", Option("driver.mtu", "-1"), "MTU is negative");
        rows.Post("/networks/create", Option("driver.mtu", "10"), "MTU too small for the kernel");
        rows.Post("/networks/create", Option("driver.mtu", "70000"), "MTU too large for the kernel");
        rows.Post("/networks/create", Option("bridge.enable_icc", "maybe"), "no boolean");
        rows.Post("/networks/create", Option("bridge.enable_ip_masquerade", "x"), "no boolean");
        rows.Post("/networks/create", Option("bridge.host_binding_ipv4", "x"), "no address");
        rows.Post("/networks/create", Option("bridge.name", "a-name-too-long-for-linux"), "bridge name over 15 characters");
        rows.Post("/networks/create", Option("bridge.name", "lo"), "a link that is no bridge");
        rows.Post("/networks/create", """{"Name":"o2","Options":{"com.docker.network.bridge.name":"br-one"}}""", "a bridge by name");
        rows.Post("/networks/create", """{"Name":"o3","Options":{"com.docker.network.bridge.name":"br-one"}}""", "the same bridge name");
        rows.Post("/networks/create", """{"Name":"o4","Options":{"no.such.option":"1"}}""", "unknown driver option");
        rows.Get("/networks/o4", "how it is shown");
        rows.Post("/networks/create", """{"Name":"o5","Options":{"com.docker.network.driver.mtu":"1400","com.docker.network.bridge.enable_icc":"false"}}""", "good options");
        rows.Get("/networks/o5", "how they are shown");
        return rows;
    }

    private static Chapter NetworkLists()
    {
        var rows = new Chapter("network lists");
        rows.Get("/networks", "the predefined ones");
        rows.Get("/networks/bridge", "the default bridge with its options");
        rows.Get("/networks/host", "host");
        rows.Get("/networks/none", "none");
        rows.Post("/networks/create", """{"Name":"red","Driver":"bridge","Labels":{"team":"red","tier":"1"},"Attachable":true}""", "with labels", "red");
        rows.Post("/networks/create", """{"Name":"redder","Internal":true,"Labels":{"team":"red"}}""", "internal");
        rows.Post("/networks/create", """{"Name":"wide","EnableIPv6":true,"IPAM":{"Driver":"default","Options":{},"Config":[{"Subnet":"10.81.0.0/16","IPRange":"10.81.4.0/24","Gateway":"10.81.4.254","AuxiliaryAddresses":{"a":"10.81.4.2"}},{"Subnet":"fd99:2::/64"}]},"Options":{}}""", "both families, range, gateway, auxiliary address");
        rows.Post("/networks/create", """{"Name":"old","Driver":"bridge","IPAM":{"Driver":"default","Config":[{"Subnet":"10.82.0.0/24"}]}}""", "subnet without gateway");
        foreach (string name in new[] { "red", "redder", "wide", "old" })
        {
            rows.Get($"/networks/{name}", "what inspect shows");
        }

        rows.Get("/networks/{red}", "by id");
        rows.Get("/networks/red?verbose=true", "verbose");
        rows.Get("/networks/red?scope=local", "scope that fits");
        rows.Get("/networks/red?scope=swarm", "scope that does not");
        rows.Get("/networks/re", "a part of a name is no name");
        rows.Get("/v1.24/networks/red", "oldest version");
        rows.Get("/v1.24/networks", "oldest version's list");
        rows.Get("/networks", "all of them");
        string[] filters =
        [
            """{"dangling":["true"]}""", """{"dangling":["false"]}""", """{"dangling":{"1":true}}""", """{"driver":{"bridge":true}}""", """{"driver":{"null":true}}""",
            """{"id":["{red}"]}""", """{"label":["team"]}""", """{"label":["team=red"]}""", """{"label":["team=red","tier=1"]}""", """{"label":["team=blue"]}""",
            """{"name":["red"]}""", """{"name":["^red$"]}""", """{"name":["nothing"]}""", """{"scope":["local"]}""", """{"scope":["swarm"]}""", """{"type":["custom"]}""",
            """{"type":["builtin"]}""", """{"name":["wide"],"driver":["bridge"]}""",
        ];
        foreach (string filter in filters)
        {
            rows.Get($"/networks?filters={filter}", "a filter that means something");
        }

        string[] wrong =
        [
            """{"zzz":["1"]}""", """{"dangling":["true","false"]}""", """{"dangling":["maybe"]}""", """{"type":["x"]}""", "banana", """{"name":"red"}""", "[]",
        ];
        foreach (string filter in wrong)
        {
            rows.Get($"/networks?filters={filter}", "a filter that is wrong");
        }

        rows.Post("/networks/prune?filters={\"name\":[\"red\"]}", null, "a filter that prune has not");
        rows.Post("/networks/prune?filters={\"until\":[\"zz\"]}", null, "a time that is none");
        rows.Post("/networks/prune?filters={\"label\":[\"team=blue\"]}", null, "nothing fits");
        rows.Post("/networks/prune?filters={\"until\":[\"10h\"]}", null, "nothing is that old");
        rows.Post("/networks/prune?filters={\"label\":[\"tier=1\"]}", null, "one fits");
        rows.Post("/networks/prune?filters={\"label!\":[\"team=red\"],\"until\":[\"2100-01-01T00:00:00Z\"]}", null, "all without a label");
        rows.Post("/networks/prune", null, "the rest");
        rows.Get("/networks", "what is left");
        return rows;
    }
}
