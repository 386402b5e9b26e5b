using System.Diagnostics;

namespace Linkspan.Compat.Tests;

/// <summary>TLS on TCP with the stock client: who has a certificate of the daemon's authority is let in, nobody else.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan-tls-").FullName;
    private readonly Certificates _ours = new("ours");
    private readonly Certificates _foreign = new("foreign");
    private readonly string _server;
    private readonly string _imageArchive;
    private Process? _daemon;

    public TlsTests(DaemonFixture daemon)
    {
        _imageArchive = daemon.ImageArchive;
        _server = _ours.Issue(Path.Combine(_folder, "server"), server: true, _ours);
    }

    public void Dispose()
    {
        if (_daemon is { } daemon)
        {
            Assert.Equal(0, Tool.Run("kill", "-TERM", $"{daemon.Id}").ExitCode);
            Assert.True(daemon.WaitForExit(TimeSpan.FromSeconds(90)), "the daemon does not stop");
            daemon.Dispose();
        }

        Tool.Run("pkill", "-f", "--", _folder + "/");
        Tool.RemoveFolder(_folder);
        _ours.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public void With_tlsverify_a_client_of_the_authority_is_let_in_and_nobody_else()
    {
        Start("-H", "tcp://0.0.0.0:2376", "--tlsverify", "--tlscacert", $"{_server}/ca.pem", "--tlscert", $"{_server}/cert.pem", "--tlskey", $"{_server}/key.pem");
        string client = _ours.Issue(Path.Combine(_folder, "client"), server: false, _ours);
        Assert.Equal("1.51", Must(Docker(client, "version", "--format", "{{.Server.APIVersion}}")));
        Must(Docker(client, "import", "--change", "CMD [\"sleep\",\"1000000\"]", _imageArchive, "my_image"));
        Must(Docker(client, "run", "-d", "--name", "box", "--network", "none", "my_image"));
        Assert.Equal("back", Must(Tool.Run("sh", "-c", $"echo back | nsenter -t {_daemon!.Id} -n docker --host tcp://127.0.0.1:2376 --tlsverify --tlscacert {client}/ca.pem --tlscert {client}/cert.pem --tlskey {client}/key.pem exec -i box cat")));

        string stranger = _foreign.Issue(Path.Combine(_folder, "stranger"), server: false, _ours);
        Assert.NotEqual(0, Docker(stranger, "version", "--format", "{{.Server.APIVersion}}").ExitCode);
        string notForClients = _ours.Issue(Path.Combine(_folder, "wrong"), server: true, _ours);
        Assert.NotEqual(0, Docker(notForClients, "version", "--format", "{{.Server.APIVersion}}").ExitCode);
        Assert.NotEqual(0, InNamespace("curl", "-sS", "--max-time", "20", "--cacert", $"{client}/ca.pem", "https://127.0.0.1:2376/_ping").ExitCode);
        Assert.NotEqual("OK", InNamespace("curl", "-sS", "--max-time", "20", "http://127.0.0.1:2376/_ping").Output);
        Assert.Equal("OK", InNamespace("curl", "-sS", "--max-time", "20", "--cacert", $"{client}/ca.pem", "--cert", $"{client}/cert.pem", "--key", $"{client}/key.pem", "https://127.0.0.1:2376/_ping").Output);
        Must(Docker(client, "rm", "-f", "box"));
    }

    [Fact]
    public void With_tls_alone_of_a_configuration_file_any_client_of_loopback_is_served_encrypted()
    {
        string config = Path.Combine(_folder, "daemon.json");
        File.WriteAllText(config, $$"""{"hosts": ["tcp://127.0.0.1"], "tls": true, "tlscert": "{{_server}}/cert.pem", "tlskey": "{{_server}}/key.pem"}""");
        Start("--config-file", config);
        Assert.Equal("OK", InNamespace("curl", "-sS", "--max-time", "20", "--cacert", $"{_server}/ca.pem", "https://127.0.0.1:2376/_ping").Output);
    }

    [Theory]
    [InlineData(2, "--tlsverify (--tlscacert, --tlscert, --tlskey)", "-H", "tcp://0.0.0.0:2375")]
    [InlineData(2, "--tlsverify (--tlscacert, --tlscert, --tlskey)", "-H", "tcp://0.0.0.0:2376", "--tls")] // encrypted, but for everyone
    [InlineData(2, "write an IP address and a port", "-H", "tcp://somewhere:2375")]
    [InlineData(1, "--tlscert /nowhere/cert.pem with --tlskey /nowhere/key.pem cannot be used", "-H", "tcp://0.0.0.0:2376", "--tlsverify")]
    public void What_lacks_is_said_before_anybody_is_served(int exitCode, string message, params string[] flags)
    {
        ToolResult result = Tool.Run(
            "unshare", ["--net", "env", "DOCKER_CERT_PATH=/nowhere", DaemonFixture.Program, "daemon", "--data-root", $"{_folder}/data", "--exec-root", $"{_folder}/run", .. flags]);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_others_reach_is_served_plain_where_that_is_waived()
    {
        Start("-H", "tcp://0.0.0.0:2375", "--tls=false");
        Assert.Equal("OK", InNamespace("curl", "-sS", "--max-time", "20", "http://127.0.0.1:2375/_ping").Output);
    }

    /// <summary>Our own command line, with docker's flags and with its variables; the end of the input of an exec reaches it through the encryption.</summary>
    [Fact]
    public void Our_command_line_speaks_TLS_with_the_flags_and_variables_of_docker()
    {
        Start("-H", "tcp://127.0.0.1:2376", "--tlsverify", "--tlscacert", $"{_server}/ca.pem", "--tlscert", $"{_server}/cert.pem", "--tlskey", $"{_server}/key.pem");
        string client = _ours.Issue(Path.Combine(_folder, "client"), server: false, _ours);
        string[] flags = ["-H", "tcp://127.0.0.1", "--tlsverify", $"--tlscacert={client}/ca.pem", "--tlscert", $"{client}/cert.pem", "--tlskey", $"{client}/key.pem"];
        Must(Ours([.. flags, "import", "--change", "CMD [\"sleep\",\"1000000\"]", _imageArchive, "my_image"]));
        Must(Ours([.. flags, "run", "-d", "--name", "box", "--network", "none", "my_image"]));
        Assert.Equal("box", Must(Ours([.. flags, "ps", "--format", "name"])));
        Assert.Equal("back", Must(InNamespace("sh", "-c", $"echo back | '{DaemonFixture.Program}' {string.Join(' ', flags)} exec -i box cat")));
        Assert.Equal(7, Ours([.. flags, "run", "--rm", "--network", "none", "my_image", "sh", "-c", "exit 7"]).ExitCode);
        string[] variables = ["DOCKER_HOST=tcp://127.0.0.1:2376", "DOCKER_TLS_VERIFY=1", $"DOCKER_CERT_PATH={client}", DaemonFixture.Program];
        Assert.Equal("box", Must(InNamespace("env", [.. variables, "ps", "--format", "name"])));
        Assert.Contains("there is no such socket", InNamespace("env", [.. variables, "-H", "unix:///nowhere", "ps"]).Error); // TLS is for TCP
        Must(Ours([.. flags, "rm", "-f", "box"]));
    }

    /// <summary>Each mistake with the daemon that asks for certificates, in one sentence that says what to do.</summary>
    [Fact]
    public void Our_command_line_says_what_is_wrong_with_TLS()
    {
        Start("-H", "tcp://127.0.0.1:2376", "-H", "tcp://127.0.0.1:2375", "--tlsverify", "--tlscacert", $"{_server}/ca.pem", "--tlscert", $"{_server}/cert.pem", "--tlskey", $"{_server}/key.pem");
        string client = _ours.Issue(Path.Combine(_folder, "client"), server: false, _ours);
        string stranger = _foreign.Issue(Path.Combine(_folder, "stranger"), server: false, _ours);
        string trusting = _ours.Issue(Path.Combine(_folder, "trusting"), server: false, _foreign);
        string[] own = ["--tlscacert", $"{client}/ca.pem", "--tlscert", $"{client}/cert.pem", "--tlskey", $"{client}/key.pem"];
        Fails("if it speaks TLS, give --tlsverify with --tlscacert, --tlscert and --tlskey", "-H", "tcp://127.0.0.1:2376", "ps");
        Fails("if it asks clients for a certificate, give --tlscert and --tlskey", "-H", "tcp://127.0.0.1:2376", "--tls", "ps");
        Fails($"if it does not take the certificate {stranger}/cert.pem", "-H", "tcp://127.0.0.1:2376", "--tlsverify", "--tlscacert", $"{client}/ca.pem", "--tlscert", $"{stranger}/cert.pem", "--tlskey", $"{stranger}/key.pem", "ps");
        Fails($"that --tlscacert {trusting}/ca.pem does not vouch for", "-H", "tcp://127.0.0.1:2376", "--tlsverify", "--tlscacert", $"{trusting}/ca.pem", "--tlscert", $"{client}/cert.pem", "--tlskey", $"{client}/key.pem", "ps");
        Fails("the system's authorities (give yours with --tlscacert)", "-H", "tcp://127.0.0.1:2376", "--tlsverify", "--tlscert", $"{client}/cert.pem", "--tlskey", $"{client}/key.pem", "ps");
        Fails("for another host than localhost", ["-H", "tcp://localhost:2376", "--tlsverify", .. own, "ps"]);
        Fails($"beside {client}/cert.pem give the other with --tlscert or --tlskey", "-H", "tcp://127.0.0.1:2376", "--tls", "--tlscert", $"{client}/cert.pem", "ps");
        Fails("--tlscert /nowhere/cert.pem with --tlskey /nowhere/key.pem cannot be used", "-H", "tcp://127.0.0.1:2376", "--tls", "--tlscert", "/nowhere/cert.pem", "--tlskey", "/nowhere/key.pem", "ps");
        Fails("TLS: --tlscacert /nowhere/ca.pem cannot be used", "-H", "tcp://127.0.0.1:2376", "--tlsverify", "--tlscacert", "/nowhere/ca.pem", "ps");
        Fails("cannot reach the daemon at tcp://127.0.0.1:9: ", "-H", "tcp://127.0.0.1:9", "ps");
        Fails("write a host and a port, as in tcp://127.0.0.1:", "-H", "tcp://127.0.0.1:http", "ps");
        Fails("--tls is true or false, not maybe", "--tls=maybe", "ps");
    }

    [Fact]
    public void Our_command_line_speaks_plain_TCP_and_tells_who_asks_it_for_TLS()
    {
        Start("-H", "tcp://127.0.0.1:2375", "-H", $"unix://{_folder}/other.sock");
        Assert.Equal("", Must(Ours("-H", "tcp://127.0.0.1", "ps", "-q")));
        Fails("tcp://127.0.0.1:2375 does not speak TLS", "-H", "tcp://127.0.0.1:2375", "--tls", "ps");
    }

    private static string Must(ToolResult result)
    {
        Assert.True(result.ExitCode == 0, $"exit {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output.Trim();
    }

    private void Start(params string[] flags)
    {
        _daemon = Process.Start(new ProcessStartInfo(
            "unshare",
            ["--net", "sh", "-c", "ip link set lo up; folder=$1; shift; exec \"$0\" daemon --data-root \"$folder/data\" --exec-root \"$folder/run\" \"$@\" >>\"$folder/log\" 2>&1 </dev/null", DaemonFixture.Program, _folder, .. flags]))!;
        string log = Path.Combine(_folder, "log");
        var clock = Stopwatch.StartNew();
        while (!File.Exists(log) || !File.ReadAllText(log).Contains("Daemon ready", StringComparison.Ordinal))
        {
            Assert.False(_daemon.HasExited, $"the daemon ended:\n{(File.Exists(log) ? File.ReadAllText(log) : "")}");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "the daemon does not get ready");
            Thread.Sleep(20);
        }
    }

    private ToolResult InNamespace(string program, params string[] arguments) =>
        Tool.Run("nsenter", ["-t", $"{_daemon!.Id}", "-n", program, .. arguments]);

    private ToolResult Ours(params string[] arguments) => InNamespace("env", [$"HOME={_folder}", DaemonFixture.Program, .. arguments]);

    private void Fails(string message, params string[] arguments)
    {
        ToolResult result = Ours(arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    private ToolResult Docker(string certificates, params string[] arguments) => InNamespace(
        "docker",
        ["--host", "tcp://127.0.0.1:2376", "--tlsverify", "--tlscacert", $"{certificates}/ca.pem", "--tlscert", $"{certificates}/cert.pem", "--tlskey", $"{certificates}/key.pem", .. arguments]);
}
