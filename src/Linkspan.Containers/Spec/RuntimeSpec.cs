using System.Text.Json;
using Linkspan.Containers.Model;

namespace Linkspan.Containers.Spec;

/// <summary>Writes the specification that an OCI runtime takes (runtime-spec 1.0.2, config.md and config-linux.md).</summary>
internal static partial class RuntimeSpec
{
    private const string InitInside = "/sbin/docker-init";

    /// <summary>The whole specification as JSON.</summary>
    public static byte[] Write(SpecInput input, JsonWriterOptions options = default)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteString("ociVersion", "1.0.2");
            json.WritePropertyName("process");
            WriteProcess(json, input);
            json.WriteStartObject("root");
            json.WriteString("path", "rootfs");
            json.WriteBoolean("readonly", input.Container.HostConfig.ReadonlyRootfs);
            json.WriteEndObject();
            if (input.Container.HostConfig.UTSMode != "host")
            {
                json.WriteString("hostname", input.Hostname);
            }

            WriteMounts(json, input);
            WriteLinux(json, input);
            Map(json, "annotations", input.Container.HostConfig.Annotations);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The <c>process</c> object of an exec.</summary>
    public static byte[] WriteExec(Container container, ExecConfig exec, bool tty, ProcessUser user, IReadOnlyList<string> capabilities)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("terminal", tty);
            WriteUser(json, user);
            Texts(json, "args", exec.Cmd);
            Texts(json, "env", Environment(container, tty, exec.Env));
            json.WriteString("cwd", Folder(exec.WorkingDir.Length > 0 ? exec.WorkingDir : container.Config.WorkingDir));
            WriteCapabilities(json, exec.Privileged ? Capabilities.Available : capabilities);
            json.WriteBoolean("noNewPrivileges", !exec.Privileged && NoNewPrivileges(container.HostConfig));
            json.WriteNumber("oomScoreAdj", container.HostConfig.OomScoreAdj);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteProcess(Utf8JsonWriter json, SpecInput input)
    {
        Container container = input.Container;
        IReadOnlyList<int> size = container.HostConfig.ConsoleSize;
        json.WriteStartObject();
        json.WriteBoolean("terminal", container.Config.Tty);
        if (container.Config.Tty && size is [> 0, > 0])
        {
            json.WriteStartObject("consoleSize");
            json.WriteNumber("height", size[0]);
            json.WriteNumber("width", size[1]);
            json.WriteEndObject();
        }

        WriteUser(json, input.User);
        Texts(json, "args", input.InitPath is null ? [container.Path, .. container.Args] : [InitInside, "--", container.Path, .. container.Args]);
        Texts(json, "env", Environment(container, container.Config.Tty, []));
        json.WriteString("cwd", Folder(container.Config.WorkingDir));
        WriteCapabilities(json, input.Capabilities);
        WriteLimits(json, container.HostConfig.Ulimits, input.DefaultUlimits);
        json.WriteBoolean("noNewPrivileges", NoNewPrivileges(container.HostConfig));
        json.WriteNumber("oomScoreAdj", container.HostConfig.OomScoreAdj);
        json.WriteEndObject();
    }

    private static string Folder(string text) => text.Length == 0 ? "/" : text;

    private static bool NoNewPrivileges(HostConfig host) =>
        host.SecurityOpt.Any(static option => option is "no-new-privileges" or "no-new-privileges=true" or "no-new-privileges:true");

    /// <summary>Docker's order: PATH, HOSTNAME and TERM first, so that the user's values win.</summary>
    private static List<string> Environment(Container container, bool tty, IReadOnlyList<string> more)
    {
        List<string> environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=" + container.Config.Hostname];
        if (tty)
        {
            environment.Add("TERM=xterm");
        }

        foreach (string variable in container.Config.Env.Concat(more))
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? variable : variable[..equals];
            int old = environment.FindIndex(v => v.StartsWith(name + "=", StringComparison.Ordinal));
            if (old >= 0)
            {
                environment.RemoveAt(old);
            }

            if (equals >= 0)
            {
                environment.Insert(old >= 0 ? old : environment.Count, variable);
            }
        }

        return environment;
    }

    private static void WriteUser(Utf8JsonWriter json, ProcessUser user)
    {
        json.WriteStartObject("user");
        json.WriteNumber("uid", user.Uid);
        json.WriteNumber("gid", user.Gid);
        json.WriteStartArray("additionalGids");
        foreach (uint group in user.Groups)
        {
            json.WriteNumberValue(group);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCapabilities(Utf8JsonWriter json, IReadOnlyList<string> capabilities)
    {
        // Not inheritable: a set there would survive into programs with file capabilities (CVE-2022-24769).
        json.WriteStartObject("capabilities");
        Texts(json, "bounding", capabilities);
        Texts(json, "effective", capabilities);
        Texts(json, "permitted", capabilities);
        json.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter json, IReadOnlyList<Ulimit> own, IReadOnlyList<Ulimit> defaults)
    {
        json.WriteStartArray("rlimits");
        foreach (Ulimit limit in own.Concat(defaults.Where(d => own.All(o => o.Name != d.Name))))
        {
            json.WriteStartObject();
            json.WriteString("type", "RLIMIT_" + limit.Name.ToUpperInvariant());
            json.WriteNumber("hard", unchecked((ulong)limit.Hard));
            json.WriteNumber("soft", unchecked((ulong)limit.Soft));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Map(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach ((string key, string value) in map.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
