using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Tests;

/// <summary>
/// Every constant documented with a C name has that name's value in the headers installed here: the documentation file says which name
/// belongs to which field, a C program says the value.
/// </summary>
public sealed partial class ConstantTests
{
    private const string Headers =
        """
        #include <stdio.h>
        #include <sys/socket.h>
        #include <errno.h>
        #include <net/if.h>
        #include <linux/netlink.h>
        #include <linux/rtnetlink.h>
        #include <linux/if_link.h>
        #include <linux/if_addr.h>
        #include <linux/if_ether.h>
        #include <linux/fib_rules.h>
        #include <linux/neighbour.h>
        #include <linux/pkt_sched.h>
        #include <linux/pkt_cls.h>
        #include <linux/veth.h>
        #include <linux/netfilter.h>
        #include <linux/netfilter_ipv4.h>
        #include <linux/netfilter/nfnetlink.h>
        #include <linux/netfilter/nf_tables.h>
        #include <linux/netfilter/nf_conntrack_common.h>
        #include <linux/netfilter/nf_nat.h>
        #define IFF_LOWER_UP 0x10000
        enum { IF_OPER_UNKNOWN, IF_OPER_NOTPRESENT, IF_OPER_DOWN, IF_OPER_LOWERLAYERDOWN, IF_OPER_TESTING, IF_OPER_DORMANT, IF_OPER_UP };

        """;

    [Fact]
    public void Every_constant_with_a_C_name_has_its_value()
    {
        List<(string Field, string Name, long Value)> constants = [.. Documented()];
        Assert.True(constants.Count > 300, $"only {constants.Count} documented constants were found");
        Dictionary<string, long> kernel = Evaluate([.. constants.Select(c => c.Name).Distinct(StringComparer.Ordinal)]);
        Assert.All(constants, c => Assert.True(
            c.Value == kernel[c.Name] || (uint)c.Value == (uint)kernel[c.Name], $"{c.Field} is {c.Value}, {c.Name} is {kernel[c.Name]}"));
    }

    private static IEnumerable<(string Field, string Name, long Value)> Documented()
    {
        Assembly assembly = typeof(NetlinkSocket).Assembly;
        XDocument documentation = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
        foreach (XElement member in documentation.Descendants("member"))
        {
            string id = member.Attribute("name")!.Value;
            Match name = CName().Match(member.Element("summary")?.Element("c")?.Value ?? "");
            if (!id.StartsWith("F:", StringComparison.Ordinal) || !name.Success)
            {
                continue;
            }

            int dot = id.LastIndexOf('.');
            FieldInfo? field = assembly.GetType(id[2..dot])?.GetField(id[(dot + 1)..], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
            if (field?.IsLiteral == true)
            {
                yield return (id[2..], name.Value, Convert.ToInt64(field.GetRawConstantValue()));
            }
        }
    }

    private static Dictionary<string, long> Evaluate(string[] names)
    {
        string folder = Directory.CreateTempSubdirectory("constants").FullName;
        try
        {
            var program = new StringBuilder(Headers).Append("int main(void) {\n");
            foreach (string name in names)
            {
                program.Append($"printf(\"%lld\\n\", (long long)({name}));\n");
            }

            string source = Path.Combine(folder, "constants.c");
            File.WriteAllText(source, program.Append("return 0; }\n").ToString());
            Run("gcc", "-w", "-o", Path.Combine(folder, "constants"), source);
            string[] values = Run(Path.Combine(folder, "constants")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return names.Zip(values, (name, value) => (name, long.Parse(value))).ToDictionary(StringComparer.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command}: {error}");
    }

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]*_[A-Z0-9_]+(\([A-Z_]+\))?$|^E[A-Z0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CName();
}
