using System.Runtime.CompilerServices;

[assembly: DisableRuntimeMarshalling]
[assembly: InternalsVisibleTo("Linkspan.Dns.Tests")]
[assembly: InternalsVisibleTo("Linkspan.Keeper.Tests")]
[assembly: InternalsVisibleTo("Linkspan.Fuzz")]
[assembly: InternalsVisibleTo("linkspan-net")]
