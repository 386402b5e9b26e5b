using System.Text.Json;

namespace Linkspan.Cli.Tests;

public sealed class RequestTests
{
    private const string Created = """{"Id":"abc","Warnings":[]}""";

    [Fact]
    public async Task Run_detached_creates_starts_and_prints_the_id()
    {
        using FakeDaemon daemon = new FakeDaemon().On("POST /containers/create", 201, Created);
        (int code, string text, string error) = await daemon.RunAsync(
            "run", "-d", "--name", "web", "-p", "8080:80", "--expose", "90", "--network", "name=n1,alias=a,gw-priority=2", "--network", "n2", "--ip", "10.0.0.5",
            "-e", "A=1", "-v", "/a:/b:ro", "-m", "64m", "--restart", "on-failure:3", "--add-host", "h:host-gateway", "--ulimit", "nofile=1:2", "alpine", "ls", "-l");
        Assert.Equal((0, "abc\n", ""), (code, text, error));
        Assert.Equal(["POST /containers/create?name=web", "POST /containers/abc/start"], daemon.Lines);
        using JsonDocument body = JsonDocument.Parse(daemon.Body("POST /containers/create"));
        string Value(string path) => Inspection.Find(body.RootElement, [.. path.Split('/').Select(static part => part.Replace('~', '/'))])!;
        Assert.Equal("alpine", Value("Image"));
        Assert.Equal("""["ls","-l"]""", Value("Cmd"));
        Assert.Equal("false", Value("AttachStdout"));
        Assert.Equal("""[{"HostIp":"","HostPort":"8080"}]""", Value("HostConfig/PortBindings/80~tcp"));
        Assert.Equal(["80/tcp", "90/tcp"], body.RootElement.GetProperty("ExposedPorts").EnumerateObject().Select(static port => port.Name));
        Assert.Equal("n1", Value("HostConfig/NetworkMode"));
        Assert.Equal("10.0.0.5", Value("NetworkingConfig/EndpointsConfig/n1/IPAMConfig/IPv4Address"));
        Assert.Equal("2", Value("NetworkingConfig/EndpointsConfig/n1/GwPriority"));
        Assert.Equal("{}", Value("NetworkingConfig/EndpointsConfig/n2"));
        Assert.Equal("""["/a:/b:ro"]""", Value("HostConfig/Binds"));
        Assert.Equal("67108864", Value("HostConfig/Memory"));
        Assert.Equal("3", Value("HostConfig/RestartPolicy/MaximumRetryCount"));
        Assert.Equal("""["h:host-gateway"]""", Value("HostConfig/ExtraHosts"));
        Assert.Equal("""[{"Name":"nofile","Soft":1,"Hard":2}]""", Value("HostConfig/Ulimits"));
    }

    [Fact]
    public async Task Run_attaches_and_waits_before_it_starts_and_returns_the_containers_own_code()
    {
        using FakeDaemon daemon = new FakeDaemon().On("POST /containers/create", 201, Created)
            .On("POST /containers/abc/attach", 101, "\u0001\0\0\0\0\0\0\u0003out\u0002\0\0\0\0\0\0\u0003err")
            .On("POST /containers/abc/wait", 200, """{"StatusCode":7}""");
        (int code, string text, string error) = await daemon.RunAsync("run", "--rm", "alpine");
        Assert.Equal((7, "out", "err"), (code, text, error));
        Assert.Equal(
            ["POST /containers/create", "POST /containers/abc/attach?stream=1&stdout=1&stderr=1", "POST /containers/abc/wait?condition=removed", "POST /containers/abc/start"],
            daemon.Lines);
    }

    [Fact]
    public async Task An_absent_image_is_pulled_and_the_container_made_again()
    {
        using FakeDaemon daemon = new FakeDaemon()
            .On("POST /containers/create", 404, """{"message":"No such image: alpine:latest"}""").On("POST /containers/create", 201, Created)
            .On("POST /images/create", 200, """{"status":"Pulling"}{"status":"Done"}""");
        (int code, string text, string error) = await daemon.RunAsync("create", "alpine");
        Assert.Equal((0, "abc\n"), (code, text));
        Assert.Contains("Pulling\nDone\n", error, StringComparison.Ordinal);
        Assert.Equal(["POST /containers/create", "POST /images/create?fromImage=alpine&tag=latest", "POST /containers/create"], daemon.Lines);
    }

    [Theory]
    [InlineData(409, "the name is in use", 125)]
    [InlineData(404, "No such image: x", 125)]
    public async Task A_refusal_of_create_is_125_and_in_the_daemons_words(int status, string message, int code)
    {
        using FakeDaemon daemon = new FakeDaemon().On("POST /containers/create", status, $$"""{"message":"{{message}}"}""");
        (int returned, _, string error) = await daemon.RunAsync("run", "--pull", "never", "x");
        Assert.Equal((code, $"linkspan: {message}\n"), (returned, error));
    }

    [Theory]
    [InlineData("executable file not found in $PATH", 127)]
    [InlineData("permission denied", 126)]
    [InlineData("port is already allocated", 125)]
    public async Task A_refusal_of_start_has_the_code_of_its_reason(string message, int code)
    {
        using FakeDaemon daemon = new FakeDaemon().On("POST /containers/create", 201, Created).On("POST /containers/abc/start", 400, $$"""{"message":"{{message}}"}""");
        (int returned, _, string error) = await daemon.RunAsync("run", "-d", "x");
        Assert.Equal((code, $"linkspan: {message}\n"), (returned, error));
    }

    [Theory]
    [InlineData("network create --subnet 10.1.0.0/24 --gateway 10.1.0.1 --subnet fd00:1::/64 --aux-address r=10.1.0.9 --ipv6 --internal -o a=b n", "POST /networks/create",
        """{"Name":"n","Driver":"bridge","EnableIPv6":true,"IPAM":{"Driver":"default","Options":{},"Config":[{"Subnet":"10.1.0.0/24","Gateway":"10.1.0.1","AuxiliaryAddresses":{"r":"10.1.0.9"}},{"Subnet":"fd00:1::/64"}]},"Internal":true,"Attachable":false,"Ingress":false,"ConfigOnly":false,"Options":{"a":"b"},"Labels":{}}""")]
    [InlineData("network connect --ip 10.1.0.7 --alias x --gw-priority -1 n c", "POST /networks/n/connect",
        """{"Container":"c","EndpointConfig":{"IPAMConfig":{"IPv4Address":"10.1.0.7"},"Aliases":["x"],"GwPriority":-1}}""")]
    [InlineData("network disconnect -f n c", "POST /networks/n/disconnect", """{"Container":"c","Force":true}""")]
    [InlineData("stop -t 3 c", "POST /containers/c/stop?t=3", "")]
    [InlineData("kill -s HUP c", "POST /containers/c/kill?signal=HUP", "")]
    [InlineData("rm -fv c", "DELETE /containers/c?force=1&v=1", "")]
    [InlineData("container rename c d", "POST /containers/c/rename?name=d", "")]
    [InlineData("tag a b:5000/c:1", "POST /images/a/tag?repo=b%3A5000%2Fc&tag=1", "")]
    [InlineData("volume rm -f a/b", "DELETE /volumes/a%2Fb?force=1", "")]
    public async Task A_verb_sends_what_Docker_would(string line, string request, string body)
    {
        using FakeDaemon daemon = new FakeDaemon().On("POST /networks/create", 201, Created);
        (int code, _, string error) = await daemon.RunAsync(line.Split(' '));
        Assert.Equal((0, ""), (code, error));
        Assert.Equal([request], daemon.Lines);
        Assert.Equal(body, daemon.Body(request));
    }

    [Fact]
    public async Task Exec_returns_the_commands_own_code()
    {
        using FakeDaemon daemon = new FakeDaemon().On("POST /containers/c/exec", 201, """{"Id":"e"}""")
            .On("POST /exec/e/start", 101, "\u0001\0\0\0\0\0\0\u0002hi").On("GET /exec/e/json", 200, """{"ExitCode":3}""");
        (int code, string text, _) = await daemon.RunAsync("exec", "-e", "A=1", "c", "sh", "-c", "exit 3");
        Assert.Equal((3, "hi"), (code, text));
        Assert.Contains("""
            "Cmd":["sh","-c","exit 3"]
            """, daemon.Body("POST /containers/c/exec"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_for_one_goes_on_with_the_others()
    {
        using FakeDaemon daemon = new FakeDaemon().On("DELETE /containers/a", 404, """{"message":"No such container: a"}""");
        (int code, string text, string error) = await daemon.RunAsync("rm", "a", "b");
        Assert.Equal((1, "b\n", "linkspan: No such container: a\n"), (code, text, error));
    }

    [Fact]
    public async Task Filters_are_sent_as_lists_by_key()
    {
        using FakeDaemon daemon = new FakeDaemon().On("GET /networks", 200, "[]");
        await daemon.RunAsync("network", "ls", "-q", "--filter", "label=a=b", "-f", "label=c", "--filter", "driver=bridge");
        Assert.Equal("""GET /networks?filters={"label":["a=b","c"],"driver":["bridge"]}""", Uri.UnescapeDataString(daemon.Lines[0]));
    }

    [Fact]
    public async Task A_daemon_that_is_not_there_is_one_sentence()
    {
        var terminal = new TestTerminal();
        Assert.Equal(1, await CommandLine.RunAsync(["-H", "unix:///nowhere", "ps"], terminal.Terminal, TestContext.Current.CancellationToken));
        Assert.StartsWith("linkspan: cannot reach the daemon at unix:///nowhere", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_knows_verbs_options_and_names()
    {
        using FakeDaemon daemon = new FakeDaemon().On("GET /networks", 200, """[{"Id":"1","Name":"front"},{"Id":"2","Name":"back"}]""");
        Assert.Equal("run\nrestart\nrm\nrename\nrmi\n", (await daemon.RunAsync("__complete", "--", "r")).Out);
        Assert.Equal("--subnet\n", (await daemon.RunAsync("__complete", "--", "network", "create", "--su")).Out);
        Assert.Equal("front\n", (await daemon.RunAsync("__complete", "--", "network", "rm", "f")).Out);
    }
}
