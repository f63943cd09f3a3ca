namespace Rrm.EndToEnd.Tests.PyTorch;

/// <summary>The files are made once for all tests that read them.</summary>
[CollectionDefinition(nameof(ForeignFiles))]
public sealed class ForeignFilesCollection : ICollectionFixture<ForeignFiles>;
