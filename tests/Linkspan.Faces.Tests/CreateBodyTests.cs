using System.Text;
using System.Text.Json;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Containers;
using Linkspan.Faces.DockerApi.Execs;
using Linkspan.Faces.DockerApi.Volumes;

namespace Linkspan.Faces.Tests;

public sealed class CreateBodyTests
{
    /// <summary>A body as the stock client sends it for a run with two networks, published ports and mounts.</summary>
    private const string Full =
        """
        {"Hostname":"h","Domainname":"","User":"1:2","AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"ExposedPorts":{"80/tcp":{},"53/udp":{}},
         "Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["A=b"],"Cmd":["sh","-c","x"],"Image":"bb:1","Volumes":{"/v":{}},"WorkingDir":"/w","Entrypoint":null,
         "OnBuild":null,"Labels":{"a":"b"},"StopSignal":"SIGINT","StopTimeout":3,
         "HostConfig":{"Binds":["v:/data:ro"],"ContainerIDFile":"","LogConfig":{"Type":"json-file","Config":{"max-size":"1m"}},"NetworkMode":"n2",
          "PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"},{"HostIp":"","HostPort":""}]},"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3},
          "AutoRemove":false,"VolumeDriver":"","VolumesFrom":null,"ConsoleSize":[24,80],"CapAdd":["NET_ADMIN"],"CapDrop":null,"CgroupnsMode":"","Dns":["9.9.9.9"],
          "DnsOptions":[],"DnsSearch":[],"ExtraHosts":["a:1.2.3.4"],"GroupAdd":null,"IpcMode":"","Cgroup":"","Links":null,"OomScoreAdj":0,"PidMode":"",
          "Privileged":false,"PublishAllPorts":true,"ReadonlyRootfs":true,"SecurityOpt":null,"UTSMode":"","UsernsMode":"","ShmSize":0,"Isolation":"",
          "CpuShares":2,"Memory":67108864,"NanoCpus":1000000000,"CgroupParent":"","BlkioWeight":0,"BlkioWeightDevice":[],"BlkioDeviceReadBps":[],
          "CpuPeriod":0,"CpuQuota":0,"CpuRealtimePeriod":0,"CpusetCpus":"0","CpusetMems":"","Devices":[{"PathOnHost":"/dev/null","PathInContainer":"/dev/x","CgroupPermissions":"r"}],
          "DeviceCgroupRules":null,"DeviceRequests":null,"MemoryReservation":0,"MemorySwap":0,"MemorySwappiness":-1,"OomKillDisable":false,"PidsLimit":9,
          "Ulimits":[{"Name":"nofile","Hard":200,"Soft":100}],"CpuCount":0,"CpuPercent":0,"IOMaximumIOps":0,"IOMaximumBandwidth":0,
          "Mounts":[{"Type":"tmpfs","Target":"/t","TmpfsOptions":{"SizeBytes":5,"Mode":448}},{"Type":"bind","Source":"/s","Target":"/b","ReadOnly":true,"BindOptions":{"Propagation":"rslave"}}],
          "Tmpfs":{"/tmp":""},"Sysctls":{"net.x":"1"},"MaskedPaths":null,"ReadonlyPaths":null,"Init":true},
         "NetworkingConfig":{"EndpointsConfig":{"n1":{"IPAMConfig":{"IPv4Address":"10.0.0.9"},"Links":null,"Aliases":["aa"],"MacAddress":"02:00:00:00:00:01","DriverOpts":{"k":"v"},"GwPriority":7},"n2":null}}}
        """;

    [Fact]
    public void The_client_s_body_becomes_the_request()
    {
        ContainerRequest request = Read(Full);

        Assert.Equal("web", request.Name);
        Assert.Equal(["80/tcp", "53/udp"], request.Config.ExposedPorts);
        Assert.Equal(["sh", "-c", "x"], request.Config.Cmd!);
        Assert.Null(request.Config.Entrypoint);
        Assert.Equal(("SIGINT", 3), (request.Config.StopSignal, request.Config.StopTimeout));
        Assert.Equal(
            [new PortBinding("127.0.0.1", "8080"), new PortBinding("", "")], request.HostConfig.PortBindings["80/tcp"]);
        Assert.Equal(new RestartPolicy("on-failure", 3), request.HostConfig.RestartPolicy);
        Assert.Equal([new Ulimit("nofile", 100, 200)], request.HostConfig.Ulimits);
        Assert.Equal([new DeviceRequest("/dev/null", "/dev/x", "r")], request.HostConfig.Devices);
        Assert.Equal((5, 448), (request.HostConfig.Mounts[0].TmpfsSize, request.HostConfig.Mounts[0].TmpfsMode));
        Assert.Equal(("/s", true, "rslave"), (request.HostConfig.Mounts[1].Source, request.HostConfig.Mounts[1].ReadOnly, request.HostConfig.Mounts[1].Propagation));
        Assert.Equal(["n1", "n2"], request.Endpoints.Select(static endpoint => endpoint.Network));
        Assert.Equal(("10.0.0.9", 7), (request.Endpoints[0].IPv4!.ToString(), request.Endpoints[0].GatewayPriority));
        Assert.Equal("020000000001", request.Endpoints[0].Mac!.ToString());
        Assert.True(request.HostConfig.Init);
    }

    [Fact]
    public void Limits_of_block_devices_become_the_request()
    {
        HostConfig host = Read(
            """{"HostConfig":{"BlkioWeightDevice":[{"Path":"/dev/a","Weight":20}],"BlkioDeviceReadBps":[{"Path":"/dev/a","Rate":1}],"BlkioDeviceWriteBps":[{"Path":"/dev/a","Rate":2}],"BlkioDeviceReadIOps":[{"Path":"/dev/a","Rate":3}],"BlkioDeviceWriteIOps":[{"Path":"/dev/b","Rate":4}]}}""").HostConfig;

        Assert.Equal(
            [20, 1, 2, 3],
            new[] { host.BlkioWeightDevice, host.BlkioDeviceReadBps, host.BlkioDeviceWriteBps, host.BlkioDeviceReadIops }.Select(static list => Assert.Single(list).Value));
        Assert.Equal(new DeviceLimit("/dev/b", 4), Assert.Single(host.BlkioDeviceWriteIops));
    }

    [Fact]
    public void What_the_client_always_sends_earns_no_warning()
    {
        ContainerCreateBody body = Parse(Full);

        Assert.Empty(CreateRoutes.Ignored("", body.Rest).Concat(CreateRoutes.Ignored("HostConfig.", body.HostConfig!.Rest)));
    }

    [Theory]
    [InlineData("\"StorageOpt\":{\"size\":\"1g\"}", "HostConfig.StorageOpt has no effect with this engine and was ignored")]
    [InlineData("\"CpuRealtimePeriod\":5", "HostConfig.CpuRealtimePeriod has no effect with this engine and was ignored")]
    [InlineData("\"DeviceRequests\":[{}]", "HostConfig.DeviceRequests has no effect with this engine and was ignored")]
    public void A_setting_without_effect_is_a_warning(string field, string warning) =>
        Assert.Equal([warning], CreateRoutes.Ignored("HostConfig.", Parse("{\"HostConfig\":{" + field + "}}").HostConfig!.Rest));

    [Theory]
    [InlineData("70000")]
    [InlineData("0")]
    [InlineData("80/xyz")]
    [InlineData("80/tcp/udp")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("a")]
    public void A_bad_port_is_told_in_docker_s_words(string port)
    {
        string message = $"invalid port specification: \"{port}\"";

        Assert.Equal(message, Assert.Throws<LinkspanException>(() => Read("{\"ExposedPorts\":{\"" + port + "\":{}}}")).Message);
        Assert.Equal(message, Assert.Throws<LinkspanException>(() => Read("{\"HostConfig\":{\"PortBindings\":{\"" + port + "\":[]}}}")).Message);
    }

    [Fact]
    public void A_port_without_protocol_is_the_tcp_port() =>
        Assert.Equal(
            [new PortBinding("", "1"), new PortBinding("", "2")],
            Read("""{"HostConfig":{"PortBindings":{"80":[{"HostPort":"1"}],"80/tcp":[{"HostPort":"2"}]}}}""").HostConfig.PortBindings["80/tcp"]);

    [Theory]
    [InlineData("""{"Cmd":"ls -l"}""", "ls -l")]
    [InlineData("""{"cmd":["a",null]}""", "a|")]
    public void A_command_may_be_one_string(string body, string words) => Assert.Equal(words, string.Join('|', Read(body).Config.Cmd!));

    [Theory]
    [InlineData("""{"Hostname":null,"Tty":null,"Env":[null],"Labels":{"a":null},"HostConfig":{"Memory":null,"Devices":[null],"Ulimits":[null],"Mounts":[null],"PortBindings":{"1":[null]}},"NetworkingConfig":{"EndpointsConfig":null}}""")]
    [InlineData("""{"HostConfig":null,"NetworkingConfig":null}""")]
    [InlineData("{}")]
    public void Nulls_are_as_if_absent(string body)
    {
        ContainerRequest request = Read(body);

        Assert.Equal(("", false, 0, 0L), (request.Config.Hostname, request.Config.Tty, request.HostConfig.Devices.Count, request.HostConfig.Memory));
    }

    [Fact]
    public void Exposing_in_container_mode_conflicts() => Assert.Equal(
        "conflicting options: port exposing and the container type network mode",
        Assert.Throws<LinkspanException>(() => Read("""{"ExposedPorts":{"80":{}},"HostConfig":{"NetworkMode":"container:x"}}""")).Message);

    [Fact]
    public void Mutated_bodies_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(20260131);
        byte[] seed = Encoding.UTF8.GetBytes(Full);
        string[] tokens = ["null", "\"\"", "{}", "[]", "-1", "1e999", "9999999999999999999", "true", "\"\\u0000\"", "\"\\ud800\"", "[[[[", "[null]", "{\"a\":null}"];
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            List<byte> body = [.. seed];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(body.Count);
                switch (random.Next(4))
                {
                    case 0:
                        body[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        body.RemoveRange(at, Math.Min(random.Next(1, 20), body.Count - at));
                        break;
                    case 2:
                        body.InsertRange(at, Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Length)]));
                        break;
                    default:
                        int colon = body.IndexOf((byte)':', at);
                        int end = colon < 0 ? -1 : body.FindIndex(colon, static b => b is (byte)',' or (byte)'}');
                        if (end > 0)
                        {
                            body.RemoveRange(colon + 1, end - colon - 1);
                            body.InsertRange(colon + 1, Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Length)]));
                        }

                        break;
                }
            }

            refused += Refused([.. body]) ? 1 : 0;
        }

        Assert.InRange(refused, 1000, 19_999); // both outcomes happen
    }

    private static bool Refused(byte[] body)
    {
        try
        {
            CreateRoutes.Request(JsonSerializer.Deserialize(body, ContainerJson.Default.ContainerCreateBody) ?? new ContainerCreateBody(), "x");
            (JsonSerializer.Deserialize(body, ExecJson.Default.ExecCreateBody) ?? new ExecCreateBody()).ToModel();
            JsonSerializer.Deserialize(body, VolumeJson.Default.VolumeCreateBody);
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
        catch (LinkspanException e)
        {
            Assert.Equal(ErrorKind.Invalid, e.Kind);
            return true;
        }
    }

    private static ContainerCreateBody Parse(string json) => JsonSerializer.Deserialize(json, ContainerJson.Default.ContainerCreateBody)!;

    private static ContainerRequest Read(string json) => CreateRoutes.Request(Parse(json), "web");
}
