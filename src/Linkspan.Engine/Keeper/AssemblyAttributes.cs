using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("linkspan-net")]
[assembly: InternalsVisibleTo("Linkspan.Keeper.Tests")]
